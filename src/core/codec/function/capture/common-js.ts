/**
 * Recognises the exports of CommonJS modules: `const lib = require('./lib')` travels as that
 * `require`, not as a copy of the whole library.
 */
import { isObject } from '../../../base/thenable.ts';
import { ownRequire } from '../../../base/own-files.ts';
import { pathToFileURL } from 'node:url';
import { isEntry } from '../entry.ts';

/** Exports → file. Filled as modules load; entries of unloaded modules are checked on use. */
const files = new WeakMap<object, string>();
let indexed = 0;

export function findCommonJsModule(exports: object): string | undefined {
  const names = Object.keys(ownRequire.cache);
  if (names.length !== indexed) indexModules(names);
  const file = files.get(exports);
  if (file === undefined || ownRequire.cache[file]?.exports !== exports) return undefined;
  const isOnlyHere = isEntry(pathToFileURL(file).href) || isCompiledByRunner(file, exports);
  return isOnlyHere ? undefined : file;
}

/** Jest keeps modules of its own. What was an ES module or TypeScript, it has compiled, and Node in a worker would not. */
function isCompiledByRunner(file: string, exports: object): boolean {
  const { _cache } = process.getBuiltinModule('node:module') as unknown as { _cache: object }; // Node's name
  const isCompiled = Object.hasOwn(exports, '__esModule') && !/[\\/]node_modules[\\/]/.test(file);
  return isCompiled && ownRequire.cache !== _cache;
}

function indexModules(names: readonly string[]): void {
  for (const name of names) {
    const exports = ownRequire.cache[name]?.exports as unknown;
    if (isObject(exports)) files.set(exports, name);
  }
  indexed = names.length;
}
