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
  return isEntry(pathToFileURL(file).href) ? undefined : file;
}

function indexModules(names: readonly string[]): void {
  for (const name of names) {
    const exports = ownRequire.cache[name]?.exports as unknown;
    if (isObject(exports)) files.set(exports, name);
  }
  indexed = names.length;
}
