/**
 * Recognises the exports of CommonJS modules: `const lib = require('./lib')` travels as that
 * `require`, not as a copy of the whole library.
 */
import { isObject } from '../../../base/thenable.ts';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { isEntry } from '../entry.ts';

const require = createRequire(import.meta.url);

/** Exports → file. Filled as modules load; entries of unloaded modules are checked on use. */
const files = new WeakMap<object, string>();
let indexed = 0;

export function findCommonJsModule(exports: object): string | undefined {
  const names = Object.keys(require.cache);
  if (names.length !== indexed) indexModules(names);
  const file = files.get(exports);
  if (file === undefined || require.cache[file]?.exports !== exports) return undefined;
  return isEntry(pathToFileURL(file).href) ? undefined : file;
}

function indexModules(names: readonly string[]): void {
  for (const name of names) {
    const exports = require.cache[name]?.exports as unknown;
    if (isObject(exports)) files.set(exports, name);
  }
  indexed = names.length;
}
