/**
 * RUNS IN THE WORKER. Loads what a captured function uses of its module: imports, `require`,
 * `import.meta`.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { NotSendableError } from '../../../base/errors.ts';
import { compileImport } from './compile.ts';
import type { CommonJsNode, ImportNode, ModuleMetaNode } from '../function-body.ts';
import { thrownTitle } from '../../../base/thrown-text.ts';
import { installLoaders, readExport } from '../load-reference.ts';
import { LruCache } from '../../../base/lru-cache.ts';
import { rememberOrigin } from '../origins.ts';
import { resolveViteId } from '../vite-id.ts';

/** @throws whatever the module throws */
export async function loadImport(node: ImportNode): Promise<unknown> {
  const importer = importers.get(node.referrer) ?? compileImport(asUrl(node.referrer));
  importers.set(node.referrer, importer);
  const hasAttributes = Object.keys(node.attributes).length > 0;
  const options = hasAttributes ? { with: node.attributes } : undefined;
  try {
    await installLoaders();
    const namespace = await importer(node.specifier, options);
    const value = node.name === '*' ? namespace : readExport(namespace, node.name);
    if (node.name === '*') rememberOrigin(value, node);
    return value;
  } catch (cause) {
    throw new NotSendableError(
      `cannot import '${node.specifier}' in the worker, as ${node.referrer} does: ${thrownTitle(cause)}`,
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
    throw new NotSendableError(
      `cannot require '${node.file}' in the worker: ${thrownTitle(cause)}`,
      {
        cause,
      },
    );
  }
}

/** What `import.meta`, `require` and `import()` are in the module that the function comes from. */
export function makeModuleMeta(node: ModuleMetaNode): unknown {
  const value = makeMember(node, asUrl(node.referrer));
  rememberOrigin(value, node);
  return value;
}

function makeMember({ what, root }: ModuleMetaNode, url: string): object {
  if (what === 'import') return root === undefined ? compileImport(url) : importBelow(root, url);
  const require = createRequire(url);
  return what === 'require' ? require : makeImportMeta(url, require);
}

/** vite's `import()`: "/x.js" is a file of the project, not of the disk. */
function importBelow(root: string, url: string): (specifier: string) => Promise<object> {
  const importFrom = compileImport(url);
  return (specifier) => importFrom(resolveViteId(specifier, root));
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

/** `node -e` and the like have no file; their imports are relative to the working directory. */
function asUrl(referrer: string): string {
  return URL.canParse(referrer)
    ? referrer
    : pathToFileURL(`${process.cwd()}/${referrer || '[eval]'}`).href;
}
