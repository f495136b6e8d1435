/**
 * Recognises the exports of CommonJS modules: `const lib = require('./lib')` travels as that
 * `require`, not as a copy of the whole library.
 */
import { isObject } from '../../../base/thenable.ts';
import { ownRequire } from '../../../base/own-files.ts';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { isEntry } from '../entry.ts';
import { hasLoaderOption } from '../source/loaders.ts';
import { readModuleText } from '../source/module-text.ts';

/** Exports → file. Filled as modules load; entries of unloaded modules are checked on use. */
const files = new WeakMap<object, string>();
let indexed = 0;

/** @param toThreads whether it is for threads, which get nothing of what ts-node's command gives to processes */
export function findCommonJsModule(exports: object, toThreads = false): string | undefined {
  const names = Object.keys(ownRequire.cache);
  if (names.length !== indexed) indexModules(names);
  const file = files.get(exports);
  if (file === undefined || ownRequire.cache[file]?.exports !== exports) return undefined;
  const isOnlyHere = isEntry(pathToFileURL(file).href) || isCompiledHere(file, exports, toThreads);
  return isOnlyHere ? undefined : file;
}

/**
 * What was an ES module or TypeScript, this program has compiled as it loaded it, and Node in a worker would not: so does Jest, which
 * keeps modules of its own, and a compiler that the program itself has installed (`require('@babel/register')`).
 */
function isCompiledHere(file: string, exports: object, toThreads: boolean): boolean {
  if (!Object.hasOwn(exports, '__esModule') || /[\\/]node_modules[\\/]/.test(file)) return false;
  const { _cache } = process.getBuiltinModule('node:module') as unknown as { _cache: object }; // Node's name
  if (ownRequire.cache !== _cache) return true;
  if (hasLoaderOption() || (!toThreads && isRunByTsNode())) return false;
  if (types.isModuleNamespaceObject(exports)) return false; // an ES module that was required
  // Whoever compiles writes that name into the file; its source has no use for it.
  return readModuleText(pathToFileURL(file).href)?.text.includes('__esModule') === false;
}

/** Its command stands among Node's options, which processes start with and threads do not. */
function isRunByTsNode(): boolean {
  return process.execArgv.some((one) => /[\\/]ts-node[\\/]/.test(one));
}

function indexModules(names: readonly string[]): void {
  for (const name of names) {
    const exports = ownRequire.cache[name]?.exports as unknown;
    if (isObject(exports)) files.set(exports, name);
  }
  indexed = names.length;
}
