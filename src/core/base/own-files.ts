/**
 * Where this package's own files are: those that start workers, those that are loaded late, and those whose frames
 * are cut from stacks. The only file that knows how the package is laid out:
 *
 *    compiled, for unit tests   core/worker/process-entry.js   each file at the path of its source, an ES module
 *    published                  process-entry.cjs              a few CommonJS files side by side (scripts/build.mjs)
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const HERE = import.meta.url;
const IS_PUBLISHED = !HERE.endsWith('/core/base/own-files.js');

/** The `require` of this package; its `cache` has all CommonJS modules that the program has loaded. */
export const ownRequire: NodeJS.Require = createRequire(HERE);

/** The built file of a source file, such as `core/worker/process-entry`. Published, it must be an entry of the build. */
export function ownFile(path: string): URL {
  if (!IS_PUBLISHED) return new URL(`../../${path}.js`, HERE);
  return new URL(`./${path.slice(path.lastIndexOf('/') + 1)}.cjs`, HERE);
}

/** The built file of what the package exports under that name, such as `shared`: `import 'manyhands/shared'` loads it. */
export function ownEntry(name: string): URL {
  return new URL(IS_PUBLISHED ? `./${name}.cjs` : `../../${name}/index.js`, HERE);
}

/** A file that is published and no module: one of those that the build puts together. */
export function ownAsset(name: string): URL {
  return new URL(IS_PUBLISHED ? `./${name}` : `../../../../dist/${name}`, HERE);
}

/** Loads such a file at once. @throws where Node cannot `require` ES modules, if it is one */
export function requireOwnFile(path: string): unknown {
  return ownRequire(fileURLToPath(ownFile(path)));
}

/** Loads such a file. */
export async function loadOwnFile(path: string): Promise<unknown> {
  return await loadOwnUrl(ownFile(path).href);
}

/** Not with `import()` where `require` will do: test runners have an `import()` of their own. */
export async function loadOwnUrl(url: string): Promise<unknown> {
  return IS_PUBLISHED
    ? (ownRequire(fileURLToPath(url)) as unknown)
    : ((await import(url)) as unknown);
}

/** Loads a package that this one brings along; published, it is one of our own files. */
export function requirePackage(name: string): unknown {
  return IS_PUBLISHED ? ownRequire(`./${name}.cjs`) : ownRequire(name);
}

/** The file that holds our error classes: published, this one is put beside them. */
export const ERRORS_URL: string = IS_PUBLISHED ? HERE : ownFile('core/base/errors').href;

/**
 * What frames of the code that calls tasks have in them: the place of its file or folder, as a URL in ES modules and
 * as a path in CommonJS.
 */
export function placesOfTaskCallers(): string[] {
  const place = new URL(IS_PUBLISHED ? './worker.cjs' : '../worker/', HERE);
  return [place.href, fileURLToPath(place)];
}
