/**
 * Resolves `./task.ts#parse`: which function of which module runs, and which Node options load it.
 *
 * Never loads the module itself: workers do, and `probe.ts` has one of them try.
 */
import { readFileSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from './failures.ts';

export interface ModuleSpec {
  /** As the user wrote it. */
  readonly given: string;
  readonly path: string;
  readonly url: string;
  readonly exportName: string;
  /** Node options that may let a worker load the module; the first that works is used. */
  readonly loaders: readonly (readonly string[])[];
  /** Of a function that is written on the command line (`-e`): there is no file. */
  readonly text?: string;
}

const JAVASCRIPT = ['.js', '.mjs', '.cjs'];
const TYPESCRIPT = ['.ts', '.mts', '.cts'];

/** @throws UsageError if there is no such file, or this Node cannot load it. */
export function resolveModule(given: string): ModuleSpec {
  const hash = given.lastIndexOf('#');
  const file = hash <= 0 ? given : given.slice(0, hash);
  const exportName = hash <= 0 ? 'default' : given.slice(hash + 1);
  if (exportName === '') {
    throw new UsageError(
      `'${given}' names no export after the '#': write ${file}#name, or ${file}`,
    );
  }
  if (isBuiltin(file) && file.startsWith('node:'))
    return { given, path: file, url: file, exportName, loaders: [[]] };
  const path = resolve(file);
  checkFile(given, path);
  return { given, path, url: pathToFileURL(path).href, exportName, loaders: loadersFor(path) };
}

function checkFile(given: string, path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new UsageError(
      `there is no module ${path} (from '${given}')\n  → give the path of a file, such as ./task.ts or ./task.js#parse`,
    );
  }
  if (!stats.isFile()) throw new UsageError(`the module ${path} is no file`);
  const extension = extname(path);
  if ([...JAVASCRIPT, ...TYPESCRIPT].includes(extension)) return;
  throw new UsageError(
    `the module ${path} must end in ${[...JAVASCRIPT, ...TYPESCRIPT].join(', ')}, not '${extension}'`,
  );
}

/** Node's own way starts faster; tsx understands more (enums, `./x.js` that is `./x.ts`). */
function loadersFor(path: string): ModuleSpec['loaders'] {
  if (!isTypeScript(path)) return [[]];
  if (process.execArgv.some((argument) => /\btsx\b/.test(argument))) return [[]];
  const tsx = findTsx(path);
  const loaders = [
    ...(canStripTypes() ? [[]] : []),
    ...(tsx === undefined ? [] : [['--import', tsx]]),
  ];
  if (loaders.length > 0) return loaders;
  throw new UsageError(
    `Node ${process.versions.node} cannot load TypeScript (${path}) by itself\n` +
      '  → npm install --save-dev tsx, in the project of that file, or\n' +
      '  → use Node 22.18 or newer, or\n' +
      '  → give the compiled JavaScript file',
  );
}

export function isTypeScript(path: string): boolean {
  return TYPESCRIPT.includes(extname(path));
}

/** Node 22.18 and newer do, unless told not to. */
export function canStripTypes(): boolean {
  return Boolean(Reflect.get(process.features, 'typescript'));
}

/** The URL of the `tsx` that the project of `path` has installed. */
export function findTsx(path: string): string | undefined {
  for (const from of [path, resolve('package.json')]) {
    try {
      return pathToFileURL(createRequire(from).resolve('tsx')).href;
    } catch {
      // not installed there
    }
  }
  return undefined;
}

/** The text of the module, which the fingerprint of a checkpoint is made from. */
export function readModule(spec: ModuleSpec): Buffer {
  const isOfNode = spec.url.startsWith('node:');
  const text = spec.text ?? (isOfNode ? process.version : undefined);
  return text === undefined ? readFileSync(spec.path) : Buffer.from(text);
}
