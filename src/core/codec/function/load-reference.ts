/**
 * RUNS IN THE WORKER. Loads an export, or a member of one. For most programs that is all a worker ever
 * has to load, so this file brings nothing along: every module costs each worker's start.
 */
import { fileURLToPath } from 'node:url';
import { NotSendableError } from '../../base/errors.ts';
import { isOwnCommonJs, requireCommonJs } from '../../base/own-files.ts';
import type { ReferenceNode } from './function-body.ts';
import { hashText } from './text-hash.ts';
import { thrownTitle } from '../../base/thrown-text.ts';

/** @throws NotSendableError if it is not there, or not the same. */
export async function loadReference(node: ReferenceNode): Promise<unknown> {
  const name = node.path.map(String).join('.') || 'module.exports';
  const root = await loadModule(node, name);
  const value = await settled(followPath(root, node.path), name, node);
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

/** `export default await …` without the `await`: whoever imports it by hand waits for it, and so do we. */
async function settled(value: unknown, name: string, node: ReferenceNode): Promise<unknown> {
  if (!(value instanceof Promise)) return value;
  try {
    return (await value) as unknown;
  } catch (cause) {
    throw new NotSendableError(
      `cannot load '${name}' in the worker: in ${node.module} it is a Promise that was rejected with ${thrownTitle(cause)}`,
      { cause },
    );
  }
}

function isSameText({ textLength, textHash }: ReferenceNode, value: object): boolean {
  if (textLength === undefined) return true; // nobody has looked at it
  const text = Function.prototype.toString.call(value);
  return text.length === textLength && (textHash === undefined || hashText(text) === textHash);
}

/** Before the first module of the user's is loaded, not when one fails: Node remembers failures. */
export async function installLoaders(): Promise<void> {
  // tsx does not install itself in threads on Node 20. Delete with the support of Node 20.
  const isMissing =
    process.versions.node.startsWith('20.') &&
    process.execArgv.some((one) => /\btsx\b/.test(one)) &&
    !process.getBuiltinModule('node:worker_threads').isMainThread; // not imported: 1 ms
  if (isMissing) await (await import('./rebuild/thread-loader.ts')).installThreadLoader();
}

async function loadModule(node: ReferenceNode, name: string): Promise<object> {
  try {
    await installLoaders();
    const isRequired = node.commonJs || isOwnCommonJs(node.module); // in a bundle there is no file of ours
    if (!isRequired) return (await import(node.module)) as object;
    return requireCommonJs(fileURLToPath(node.module)) as object;
  } catch (cause) {
    throw new NotSendableError(
      `cannot load '${name}' in the worker: ${node.module} fails with ${thrownTitle(cause)}`,
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
  return first === 'default' && rest.length === 0 ? compiledDefault(value) : value;
}

/** An ES module compiled to CommonJS: what Node calls its `default` is all of its exports. */
function compiledDefault(value: unknown): unknown {
  const isCompiled =
    typeof value === 'object' && value !== null && Reflect.get(value, '__esModule') === true;
  return isCompiled ? Reflect.get(value, 'default') : value;
}

export function readExport(namespace: object, name: PropertyKey): unknown {
  if (name in namespace) return Reflect.get(namespace, name);
  const inner: unknown = Reflect.get(namespace, 'default');
  return inner === null || inner === undefined ? undefined : Reflect.get(Object(inner), name);
}

function describeMissing(name: string, node: ReferenceNode, root: object): string {
  const found = followPath(root, node.path);
  const head = `'${name}' of ${node.module} is not a function in the worker\n`;
  if (found !== undefined) {
    const what = found instanceof Promise ? 'a Promise of something else' : describeKind(found);
    return `${head}  because it is ${what}\n  → export a function under that name, or a Promise of one`;
  }
  const names = Reflect.ownKeys(root).filter((key) => typeof key === 'string');
  return (
    head +
    `  because the module exports ${names.length === 0 ? 'nothing' : names.map((one) => `'${one}'`).join(', ')}\n` +
    '  → export it from there, or pass the function itself to the pool'
  );
}

function describeKind(value: unknown): string {
  return value === null ? 'null' : `of type ${typeof value}`;
}
