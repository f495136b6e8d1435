/**
 * RUNS IN THE WORKER. Loads what a function refers to: modules, their exports, members of these.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { NotSendableError } from '../../base/errors.ts';
import { compileImport } from './compile.ts';
import type { CommonJsNode, ImportNode, ModuleMetaNode, ReferenceNode } from './function-body.ts';
import { installThreadLoader } from './thread-loader.ts';
import { LruCache } from './lru.ts';
import { rememberOrigin } from './origins.ts';
import { hashText } from './text-hash.ts';

/** @throws NotSendableError if it is not there, or not the same. */
export async function loadReference(node: ReferenceNode): Promise<unknown> {
  const name = node.path.map(String).join('.') || 'module.exports';
  const root = await loadModule(node, name);
  const value = followPath(root, node.path);
  if (typeof value !== 'function') throw new NotSendableError(describeMissing(name, node, root));
  if (!isSameText(node, value)) {
    throw new NotSendableError(
      `'${name}' of ${node.module} is not the same function in the worker\n` +
        '  because the module on disk, or the loader that reads it, has changed since this program loaded it\n' +
        '  → start the program again, or deploy the same version to the host',
    );
  }
  return value;
}

function isSameText({ textLength, textHash }: ReferenceNode, value: object): boolean {
  if (textLength === undefined) return true; // nobody has looked at it
  const text = Function.prototype.toString.call(value);
  return text.length === textLength && (textHash === undefined || hashText(text) === textHash);
}

/** @throws whatever the module throws */
export async function loadImport(node: ImportNode): Promise<unknown> {
  const importer = importers.get(node.referrer) ?? compileImport(asUrl(node.referrer));
  importers.set(node.referrer, importer);
  const hasAttributes = Object.keys(node.attributes).length > 0;
  const options = hasAttributes ? { with: node.attributes } : undefined;
  try {
    await installThreadLoader();
    const namespace = await importer(node.specifier, options);
    const value = node.name === '*' ? namespace : readExport(namespace, node.name);
    if (node.name === '*') rememberOrigin(value, node);
    return value;
  } catch (cause) {
    throw new NotSendableError(
      `cannot import '${node.specifier}' in the worker, as ${node.referrer} does: ${messageOf(cause)}`,
      { cause },
    );
  }
}

const IMPORTERS_LIMIT = 100;
const importers = new LruCache<string, ReturnType<typeof compileImport>>(IMPORTERS_LIMIT);

export function loadCommonJs(node: CommonJsNode): unknown {
  try {
    return createRequire(node.file)(node.file);
  } catch (cause) {
    throw new NotSendableError(`cannot require '${node.file}' in the worker: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** What `import.meta`, `require` and `import()` are in the module that the function comes from. */
export function makeModuleMeta(node: ModuleMetaNode): unknown {
  const value = makeMember(node.what, asUrl(node.referrer));
  rememberOrigin(value, node);
  return value;
}

function makeMember(what: ModuleMetaNode['what'], url: string): object {
  if (what === 'import') return compileImport(url);
  const require = createRequire(url);
  return what === 'require' ? require : makeImportMeta(url, require);
}

function makeImportMeta(url: string, require: NodeJS.Require): object {
  const resolve = (specifier: string): string => resolveSpecifier(specifier, url, require);
  if (!url.startsWith('file:')) return { url, resolve };
  const filename = fileURLToPath(url);
  return { url, filename, dirname: dirname(filename), resolve };
}

function resolveSpecifier(specifier: string, url: string, require: NodeJS.Require): string {
  if (/^\.{0,2}\//.test(specifier) || URL.canParse(specifier)) return new URL(specifier, url).href;
  const found = require.resolve(specifier);
  return found.startsWith('/') ? pathToFileURL(found).href : found;
}

async function loadModule(node: ReferenceNode, name: string): Promise<object> {
  try {
    await installThreadLoader();
    if (!node.commonJs) return (await import(node.module)) as object;
    const file = fileURLToPath(node.module);
    return createRequire(file)(file) as object;
  } catch (cause) {
    throw new NotSendableError(
      `cannot load '${name}' in the worker: ${node.module} fails with ${messageOf(cause)}`,
      { cause },
    );
  }
}

/** Named exports of CommonJS modules that Node does not recognise are still members of `default`. */
function followPath(root: object, [first, ...rest]: readonly PropertyKey[]): unknown {
  if (first === undefined) return root;
  let value: unknown = readExport(root, first);
  for (const key of rest)
    value = value === null || value === undefined ? undefined : Reflect.get(Object(value), key);
  return value;
}

function readExport(namespace: object, name: PropertyKey): unknown {
  if (name in namespace) return Reflect.get(namespace, name);
  const inner: unknown = Reflect.get(namespace, 'default');
  return inner === null || inner === undefined ? undefined : Reflect.get(Object(inner), name);
}

function describeMissing(name: string, node: ReferenceNode, root: object): string {
  const names = Reflect.ownKeys(root).filter((key) => typeof key === 'string');
  return (
    `'${name}' of ${node.module} is not a function in the worker\n` +
    `  because the module exports ${names.length === 0 ? 'nothing' : names.map((one) => `'${one}'`).join(', ')}\n` +
    '  → export it from there, or pass the function itself to the pool'
  );
}

/** `node -e` and the like have no file; their imports are relative to the working directory. */
function asUrl(referrer: string): string {
  return URL.canParse(referrer)
    ? referrer
    : pathToFileURL(`${process.cwd()}/${referrer || '[eval]'}`).href;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
