/**
 * The exports of a CommonJS module that this program has loaded. Nobody's code runs only because an error
 * has come. ES modules have no list that could be asked: to `require` one may run it a second time, where a
 * loader or a test runner has brought it in under the same URL.
 */
import { fileURLToPath } from 'node:url';
import { loadedCommonJs } from '../../base/own-files.ts';

/** `undefined` if it is not loaded, or no CommonJS module. What `exports` is may be the class itself. */
export function exportsOfLoaded(url: string): { readonly exports: unknown } | undefined {
  if (!url.startsWith('file:')) return undefined;
  try {
    const loaded = loadedCommonJs(fileURLToPath(url));
    return loaded === undefined ? undefined : { exports: loaded.exports };
  } catch {
    return undefined; // a URL that is no path here
  }
}
