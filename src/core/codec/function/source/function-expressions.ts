/**
 * Which functions of a script are expressions with a name, `const a = function b() { … }`: in there `b` is the function
 * itself, whatever is called so outside. In a declaration the name is a variable that others may assign to.
 */
import type { ModuleText } from './module-text.ts';
import { parseScript, walk } from './parser.ts';

/** Where they begin. A bundle has many, and takes long to parse. */
const starts = new WeakMap<ModuleText, ReadonlySet<number> | 'unknown'>();

/** Undefined if the script cannot be read. */
export function isExpressionAt(module: ModuleText, offset: number): boolean | undefined {
  let known = starts.get(module);
  if (known === undefined) {
    known = readStarts(module.text);
    starts.set(module, known);
  }
  return known === 'unknown' ? undefined : known.has(offset);
}

function readStarts(text: string): ReadonlySet<number> | 'unknown' {
  try {
    const found = new Set<number>();
    walk(parseScript(text), ({ type, id, start }) => {
      if (type === 'FunctionExpression' && id) found.add(start);
    });
    return found;
  } catch {
    return 'unknown'; // TypeScript, mostly
  }
}
