/** Where the program has called this library. */
import { isOwnPlace } from '../../../base/own-files.ts';
import { withStackLimit } from '../../../base/stack-of.ts';

export interface CallSite {
  /** As V8 names it: a URL if it is an ES module, a path if it is one of CommonJS. */
  readonly file: string;
  /** Counted from 0. */
  readonly line: number;
  readonly column: number;
  /** The files of the frames above, each as often as it is there. */
  readonly callers: readonly string[];
}

/** More than there are between a public method and this. */
const FRAMES = 30;

/** `undefined` if it is no file, or if nobody can tell. */
export function findCallSite(): CallSite | undefined {
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  if (before !== undefined && before.writable !== true) return undefined;
  let foreign: readonly NodeJS.CallSite[] = [];
  const prepare = (_error: unknown, sites: NodeJS.CallSite[]): undefined => {
    foreign = sites.filter(isForeign);
  };
  try {
    Error.prepareStackTrace = prepare;
    const holder: { readonly stack?: unknown } = {};
    withStackLimit(() => FRAMES, () => Error.captureStackTrace(holder, findCallSite)); // biome-ignore format: one line
    void holder.stack; // formatted now
  } catch {
    return undefined; // `Error` is frozen
  } finally {
    if (before !== undefined) Error.prepareStackTrace = before.value as typeof prepare;
    else Reflect.deleteProperty(Error, 'prepareStackTrace');
  }
  const [site, ...callers] = foreign;
  return site === undefined ? undefined : describe(site, callers);
}

/** What the engine calls by itself in between, such as `new Promise`, has no file. */
function isForeign(site: NodeJS.CallSite): boolean {
  const file = site.getFileName();
  return site.isEval() || (typeof file === 'string' && !isOwnPlace(file));
}

function describe(
  site: NodeJS.CallSite,
  callers: readonly NodeJS.CallSite[],
): CallSite | undefined {
  const [file, line, column] = [site.getFileName(), site.getLineNumber(), site.getColumnNumber()];
  if (site.isEval() || typeof file !== 'string' || line === null || column === null)
    return undefined;
  const files = callers.flatMap((caller) => caller.getFileName() ?? []);
  return { file, line: line - 1, column: column - 1, callers: files };
}
