/**
 * Finds the name under which a worker can import a function: an export of its module, or a member
 * of one. Goes by the identity of live values; nothing is imported here, because importing a module
 * that is still running its top-level await would never end.
 */
import { isObject } from '../../../base/thenable.ts';
import { isOwnCommonJs, loadedCommonJs, ownRequire } from '../../../base/own-files.ts';
import { types } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isEntry } from '../entry.ts';
import type { ReferenceNode } from '../function-body.ts';
import type { Scope } from './inspector.ts';
import { readDeclaration } from './exported-declaration.ts';
import { readModuleText } from './module-text.ts';
import { isNativeText } from './native-code.ts';
import { depthOfModule, readVariable } from './scope-lookup.ts';
import type { Script } from './script.ts';
import { hashText } from '../text-hash.ts';

/** How deep inside an export a function may be: `export const api = { images: { resize } }`. */
const DEPTH = 2;

/** How many members may be looked at: an export that is a big table is data, not functions. */
const SEARCH_LIMIT = 2000;

export function findReference(
  fn: object,
  text: string,
  script: Script,
  scopes: readonly Scope[],
): ReferenceNode | undefined {
  if (!script.url.startsWith('file:') || isEntry(script.url)) return undefined;
  const isOurs = isOwnCommonJs(script.url);
  if (!isOurs && !script.canBeLoaded()) return undefined;
  const path = script.isModule
    ? findInModule(fn, text, script, scopes[depthOfModule(scopes, script)])
    : findInCommonJs(fn, script.url);
  if (path === undefined) return undefined;
  const commonJs = !script.isModule;
  const version = isOurs ? {} : { textLength: text.length, textHash: hashText(text) };
  return { kind: 'reference', module: script.url, path, commonJs, ...version };
}

function findInModule(
  fn: object,
  text: string,
  script: Script,
  scope: Scope | undefined,
): PropertyKey[] | undefined {
  const live = scope?.kind === 'Module' ? scope.variables : {};
  const declared = readDeclaration(script.lineBefore(), text);
  if (declared !== undefined && readVariable(live, declared.localName)?.value === fn)
    return [declared.name];
  const search = new MemberSearch(fn);
  const exported = script.loadedText()?.exports ?? [];
  for (const { name, localName } of exported) {
    if (localName !== undefined && readVariable(live, localName)?.value === fn) return [name];
  }
  for (const { name, localName, start } of exported) {
    // An anonymous default has no variable to compare, but it has a place.
    const isHere = localName === undefined && name === 'default' && script.beginsAfter(start);
    if (isHere) return [name];
  }
  for (const { name, localName } of exported) {
    const value = localName === undefined ? undefined : readVariable(live, localName)?.value;
    const inner = search.find(value, DEPTH);
    if (inner !== undefined) return [name, ...inner];
  }
  return undefined;
}

/** To look through the exports of so many takes 1 or 2 ms, for nothing if the function is none of them. */
const FEW_MODULES = 500;

/**
 * An export of a CommonJS module whose file has its text, found without the inspector: to open that and to find a script with it takes
 * a fifth of the time of a short program. `undefined` says nothing: then the inspector is asked. Nothing of the modules is run, no getter and no proxy.
 */
export function findLoadedExport(fn: object, text: string): ReferenceNode | undefined {
  const paths = Object.keys(ownRequire.cache);
  if (paths.length > FEW_MODULES || isNativeText(text)) return undefined;
  for (const path of paths) {
    const member = memberOf(loadedCommonJs(path)?.exports, fn);
    const module = member === undefined ? '' : pathToFileURL(path).href;
    if (member === undefined || isEntry(module) || isOwnCommonJs(module)) continue;
    if (readModuleText(module)?.text.includes(text) !== true) continue;
    const version = { textLength: text.length, textHash: hashText(text) };
    return { kind: 'reference', module, path: member, commonJs: true, ...version };
  }
  return undefined;
}

/** Where `fn` is in `exports`: it may be all of them. */
function memberOf(exports: unknown, fn: object): PropertyKey[] | undefined {
  if (exports === fn) return [];
  if (!isObject(exports) || types.isProxy(exports) || isList(exports)) return undefined;
  if (types.isModuleNamespaceObject(exports)) return undefined; // an ES module that was required: workers import it
  const name = Object.getOwnPropertyNames(exports).find((key) => readOwn(exports, key) === fn);
  return name === undefined ? undefined : [name];
}

/** Without a look at where it stands: by the exports of all CommonJS modules that the program has loaded. */
export function findAmongLoaded(fn: object, text: string): ReferenceNode | undefined {
  const version = { textLength: text.length, textHash: hashText(text) };
  for (const file of Object.keys(ownRequire.cache)) {
    const module = pathToFileURL(file).href;
    const path = isEntry(module) ? undefined : findInCommonJs(fn, module);
    if (path !== undefined) return { kind: 'reference', module, path, commonJs: true, ...version };
  }
  return undefined;
}

function findInCommonJs(fn: object, url: string): PropertyKey[] | undefined {
  const loaded = loadedCommonJs(fileURLToPath(url));
  if (loaded === undefined) return undefined;
  return loaded.exports === fn ? [] : new MemberSearch(fn).find(loaded.exports, DEPTH + 1);
}

class MemberSearch {
  readonly #fn: object;
  #left: number = SEARCH_LIMIT;

  constructor(fn: object) {
    this.#fn = fn;
  }

  find(value: unknown, depth: number): PropertyKey[] | undefined {
    if (depth === 0 || !isObject(value) || isList(value)) return undefined;
    const keys = Object.getOwnPropertyNames(value);
    this.#left -= keys.length;
    if (this.#left < 0) return undefined;
    const found = keys.find((key) => readOwn(value, key) === this.#fn);
    if (found !== undefined) return [found];
    for (const key of keys) {
      const inner = this.find(readOwn(value, key), depth - 1);
      if (inner !== undefined) return [key, ...inner];
    }
    return undefined;
  }
}

/** Data whose elements are keys as well: to list them alone would take seconds. */
function isList(value: object): boolean {
  const isLong = Array.isArray(value) && value.length > SEARCH_LIMIT;
  return isLong || ArrayBuffer.isView(value) || types.isStringObject(value);
}

function readOwn(object: object, key: PropertyKey): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}
