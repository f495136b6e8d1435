/** Finds where a function stands: its script, its place in it, and the scopes around it. */
import { readFunctionText } from './function-text.ts';
import { inspectFunction, type Scope } from './inspector.ts';
import { isNativeText } from './native-code.ts';
import { Script } from './script.ts';

export interface Location {
  readonly script: Script;
  /** From the innermost to the outermost. */
  readonly scopes: readonly Scope[];
}

/**
 * Returns undefined for native code, which stands nowhere. `anchor` finds how far into the function's
 * `text` V8's place for it is; asked for only if the file does not tell, because it parses the text.
 */
export function locateFunction(
  fn: object,
  text: string,
  anchor: () => number,
): Location | undefined {
  const inspected = isNativeText(text) ? undefined : inspectFunction(fn);
  if (inspected === undefined) return undefined;
  return { script: new Script(inspected, text, anchor), scopes: inspected.scopes };
}

/** "file:///app/jobs.js:39:12", or undefined if that cannot be found out. For messages: it takes its time. */
export function placeOf(fn: object): string | undefined {
  try {
    const text = Function.prototype.toString.call(fn);
    return locateFunction(fn, text, () => readFunctionText(text).anchor)?.script.place;
  } catch {
    return undefined;
  }
}
