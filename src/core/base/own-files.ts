/**
 * Where this package's own files are: those that start workers, those that are loaded late, and those whose frames
 * are cut from stacks. The only file that knows how the package is laid out:
 *
 *    compiled, for unit tests   core/worker/process-entry.js   each file at the path of its source, an ES module
 *    published                  process-entry.cjs              a few CommonJS files side by side (scripts/build.mjs)
 *    in somebody's bundle       process-entry.cjs              the same, as texts (`own-library.ts`)
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type CompilingModule, LIBRARY_FD, libraryAt } from './own-library.ts';
import type { OwnRequire } from './own-require.ts';

const HERE = import.meta.url;
const IS_PUBLISHED = !HERE.endsWith('/core/base/own-files.js');
const FOLDER = new URL('./', HERE).href;
const FOLDER_PATH = FOLDER.startsWith('file:') ? fileURLToPath(FOLDER) : FOLDER;
const LIBRARY = libraryAt(FOLDER);

/** The `require` of this package; its `cache` has all CommonJS modules that the program has loaded. */
export const ownRequire: OwnRequire = LIBRARY?.require ?? createRequire(import.meta.url);

/** The built file of a source file, such as `core/worker/process-entry`. Published, it must be an entry of the build. */
export function ownFile(path: string): URL {
  if (!IS_PUBLISHED) return new URL(`../../${path}.js`, HERE);
  return new URL(`./${path.slice(path.lastIndexOf('/') + 1)}.cjs`, HERE);
}

/** Is the program a bundle that holds this package? Nothing tells code of a library from the program's own there. */
export function isInBundle(): boolean {
  return LIBRARY !== undefined;
}

/** The end of a message about what cannot be sent, or made again: '' outside of bundles. */
export function adviseOfBundle(): string {
  if (!isInBundle()) return '';
  return "\n  → or, if that is a library's, leave the library outside of the bundle ('external'): workers import it";
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

/** Loads a package that this one brings along; published, one of our own files holds its text. */
export function requirePackage(name: string): unknown {
  if (!IS_PUBLISHED) return ownRequire(name);
  const { Module } = process.getBuiltinModule('node:module');
  const module = new Module(fileURLToPath(ownFile(name))) as CompilingModule;
  const text = ownRequire(`./${name}.cjs`) as string; // see `asText` of the build
  // oxlint-disable-next-line no-underscore-dangle -- Node's name
  if (ownRequire.compileModule === undefined) module._compile(text, module.id);
  else ownRequire.compileModule(text, module);
  return module.exports as unknown;
}

/** Ours: workers have it, whether there is a file or not, and whatever a test runner has made of its text. */
export function isOwnCommonJs(url: string): boolean {
  return IS_PUBLISHED && url.startsWith(FOLDER);
}

/** Any CommonJS module, as a module beside it would load it. */
export function requireCommonJs(path: string): unknown {
  const isOurs = LIBRARY !== undefined && path.startsWith(FOLDER_PATH);
  return (isOurs ? ownRequire : createRequire(path))(path) as unknown;
}

/** A CommonJS module that this program has loaded, or is loading. */
export function loadedCommonJs(path: string): NodeJS.Module | undefined {
  return LIBRARY?.loaded.get(path) ?? ownRequire.cache[path];
}

/** What a worker process is started with, after Node's own options, and what it reads from `LIBRARY_FD`. */
export interface ProcessProgram {
  readonly args: readonly string[];
  readonly library?: Uint8Array;
}

export function processProgram(path: string): ProcessProgram {
  const file = fileURLToPath(ownFile(path));
  if (LIBRARY === undefined) return { args: [file] };
  const script = LIBRARY.processScript(file.slice(FOLDER_PATH.length), LIBRARY_FD);
  return { args: ['-e', script, '--'], library: LIBRARY.packed };
}

/** What a thread is started with: the first argument of `Worker`, and a part of its options and of its data. */
export interface ThreadProgram {
  readonly file: URL | string;
  readonly eval?: true;
  /** Node opens and reads it in several steps, between which the thread must not be ended. */
  readonly isModule?: true;
  readonly data?: object;
}

export function threadProgram(path: string): ThreadProgram {
  const file = ownFile(path);
  if (LIBRARY === undefined) return IS_PUBLISHED ? { file } : { file, isModule: true };
  const { files, packed } = LIBRARY;
  const script = LIBRARY.threadScript(fileURLToPath(file).slice(FOLDER_PATH.length));
  return { file: script, eval: true, data: { library: { files, packed } } };
}

/** Whether what starts workers is there: a bundler may have taken in our code, and not known of that. */
export function hasWorkers(): boolean {
  workersAreThere ??= LIBRARY !== undefined || existsSync(ownFile('core/worker/process-entry'));
  return workersAreThere;
}

let workersAreThere: boolean | undefined;

/** The file that holds our error classes: published, this one is put beside them. */
export const ERRORS_URL: string = IS_PUBLISHED ? HERE : ownFile('core/base/errors').href;

/** What frames of the code that calls tasks have in them. */
export function placesOfTaskCallers(): string[] {
  return placesAt(IS_PUBLISHED ? './worker.cjs' : '../worker/');
}

/** As `placesOfTaskCallers`, of the code that users call, and that calls what is served. */
export function placesOfCalls(): string[] {
  const places = IS_PUBLISHED ? ['./'] : ['../api/', '../../shared/', '../../process/'];
  return places.flatMap(placesAt);
}

/** Is that, as it is in a frame, one of our own files? In somebody's bundle, any file beside it is taken for one. */
export function isOwnPlace(file: string): boolean {
  ownPlaces ??= placesAt(IS_PUBLISHED ? './' : '../../');
  return ownPlaces.some((place) => file.startsWith(place));
}

let ownPlaces: readonly string[] | undefined;

/** The place of a file or folder as it is in frames: as a URL in ES modules and as a path in CommonJS. */
function placesAt(path: string): string[] {
  const place = new URL(path, HERE);
  return [place.href, fileURLToPath(place)];
}
