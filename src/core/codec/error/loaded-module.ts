/**
 * The exports of a module that this program has loaded. One that it has not loaded stays so: nobody's code
 * runs only because an error has come.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isEntry } from '../function/entry.ts';
import { postToInspector } from '../function/source/inspector.ts';

const require = createRequire(import.meta.url);

/** `undefined` if the module is not loaded, or that cannot be known. */
export function exportsOfLoaded(url: string): object | undefined {
  if (!url.startsWith('file:') || isEntry(url)) return undefined; // the entry may be running still
  try {
    const file = fileURLToPath(url);
    const cached = require.cache[file];
    if (cached !== undefined) return holderOf(cached.exports);
    // Of an ES module that has been evaluated, `require` returns what there is. (Not before Node 20.19
    // and 22.12; and a query makes it another module than its file.)
    return isPlainFile(url) && isRunning(url) ? holderOf(require(file)) : undefined;
  } catch {
    return undefined;
  }
}

/** `exports` itself may be the class. */
function holderOf(exports: unknown): object {
  return { 'module.exports': exports };
}

function isPlainFile(url: string): boolean {
  return !/[?#]/.test(url) && !url.endsWith('.json');
}

/** Whether V8 has run it: only then it has counts for its functions. */
function isRunning(url: string): boolean {
  const { result } = postToInspector<{
    result: readonly {
      url: string;
      functions: readonly { ranges: readonly { count: number }[] }[];
    }[];
  }>('Profiler.getBestEffortCoverage');
  return result.some(
    (script) =>
      script.url === url && script.functions.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0),
  );
}
