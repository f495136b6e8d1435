/**
 * Finds out by identity whether a value is a standard one: a global of JavaScript or Node, a
 * `node:` module, or something that belongs to one of these.
 *
 * Only data properties of a fixed list of names are read: walking all of `globalThis` would load
 * its lazy parts, which costs 25 ms and the memory of everything loaded.
 */
import { builtinModules } from 'node:module';
import { classNames, nameOfFunction } from '../../../base/class-name.ts';
import { isObject } from '../../../base/thenable.ts';
import type { KnownNode } from '../function-body.ts';
import { followKnownPath } from '../known-path.ts';
import { findConstructor } from './builtin-prototypes.ts';
import { lateNames, mayBeGlobal, namesAtOnce, readData } from './global-names.ts';

type Known = Pick<KnownNode, 'root' | 'path'>;

let globals: Map<unknown, Known> | undefined;
let lateMembers: Map<unknown, Known> | undefined;
let builtins: Map<unknown, Known> | undefined;
/** By the name of a getter: the modules that have one. */
let behindGetters = new Map<string, string[]>();
let builtinCount = 0;

/** Where every realm has this very value, or undefined. */
export function findKnown(value: object): Known | undefined {
  globals ??= indexGlobals();
  return globals.get(value) ?? findLateGlobal(value) ?? findBuiltin(value);
}

/** The same of a function that is Node's or the engine's. */
export function findKnownFunction(fn: object): Known | undefined {
  return findKnown(fn) ?? findLateMember(fn);
}

/** "node:net" and ['Socket'] → "net.Socket": how messages call it. */
export function describeKnown({ root, path }: Known): string {
  const names = path.filter((name) => name !== '__proto__');
  return [...(root === '' ? [] : [root.replace('node:', '')]), ...names].join('.');
}

function indexGlobals(): Map<unknown, Known> {
  const found = new Map<unknown, Known>([[globalThis, { root: '', path: [] }]]);
  for (const name of namesAtOnce()) {
    const value = readData(globalThis, name);
    if (value !== globalThis) addWithMembers(found, { root: '', path: [name] }, value, 3);
  }
  addWithMembers(
    found,
    { root: '', path: ['Int8Array', '__proto__'] },
    Object.getPrototypeOf(Int8Array),
    2,
  );
  found.set(process, { root: '', path: ['process'] });
  found.set(process.env, { root: '', path: ['process', 'env'] });
  addWithMembers(found, { root: '', path: ['process', 'nextTick'] }, process.nextTick, 0);
  return found;
}

/** Globals that are loaded when first looked at: whoever holds the value has done so. */
function findLateGlobal(value: object): Known | undefined {
  const path = typeof value === 'function' ? [nameOfFunction(value)] : latePathOf(value);
  const known = { root: '', path };
  const [name = ''] = path;
  const isListed = mayBeGlobal(name) || name === 'navigator';
  return isListed && name in globalThis && followKnownPath(known) === value ? known : undefined;
}

function latePathOf(value: object): string[] {
  const own = findConstructor(value);
  if (own !== undefined) return [nameOfFunction(own), 'prototype'];
  const [name = ''] = classNames(value);
  return SINGLE.has(name) ? [name.toLowerCase()] : [];
}

/** Classes of which there is one instance, which is global. */
const SINGLE = new Set(['Crypto', 'Navigator', 'Performance']);

/** `Response.json`, say. To look at all those loads them, so it is the last that is tried. */
function findLateMember(fn: object): Known | undefined {
  lateMembers ??= indexLate();
  return lateMembers.get(fn);
}

function indexLate(): Map<unknown, Known> {
  const found = new Map<unknown, Known>();
  for (const name of lateNames())
    addWithMembers(found, { root: '', path: [name] }, Reflect.get(globalThis, name), 3);
  return found;
}

function findBuiltin(value: object): Known | undefined {
  const loaded = listLoadedBuiltins();
  if (builtins === undefined || loaded.length !== builtinCount) {
    behindGetters = new Map();
    builtins = indexBuiltins(loaded);
    builtinCount = loaded.length;
  }
  return builtins.get(value) ?? findBehindGetter(value);
}

/** A class that its module loads when it is asked for it, as `AsyncLocalStorage` from Node 24 on. */
function findBehindGetter(value: object): Known | undefined {
  const name = typeof value === 'function' ? nameOfFunction(value) : '';
  const known = behindGetters.get(name)?.map((root) => ({ root, path: [name] }));
  return known?.find((one) => followKnownPath(one) === value);
}

function noteGetters(root: string, exported: object): void {
  for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(exported)))
    if (get !== undefined) behindGetters.set(name, [...(behindGetters.get(name) ?? []), root]);
}

/** Node keeps a list of what it has loaded; asking for the rest would load it. */
function listLoadedBuiltins(): string[] {
  const loaded = (process as { moduleLoadList?: readonly string[] }).moduleLoadList;
  if (loaded === undefined) return [...builtinModules];
  if (loaded.length === lastLoadedLength) return lastLoaded;
  lastLoadedLength = loaded.length;
  const names = new Set(loaded.map((entry) => entry.replace('NativeModule ', '')));
  lastLoaded = builtinModules.filter(
    (name) => names.has(name) || names.has(name.replace('/', '/internal/')) || CHEAP.has(name),
  );
  return lastLoaded;
}

/** Reached as properties of their parents (`fs.promises`), so they are in use without being listed. */
const CHEAP = new Set([
  'fs/promises',
  'path/posix',
  'path/win32',
  'util/types',
  'timers',
  'timers/promises',
]);
let lastLoadedLength = -1;
let lastLoaded: string[] = [];

function indexBuiltins(names: readonly string[]): Map<unknown, Known> {
  const found = new Map<unknown, Known>();
  for (const name of names) {
    const root = `node:${name.replace(/^node:/, '')}`;
    const exported: unknown = process.getBuiltinModule(root);
    addWithMembers(found, { root, path: [] }, exported, 3);
    if (isObject(exported)) noteGetters(root, exported);
  }
  return found;
}

/** Adds an object or function and, to some depth, what its data properties hold. */
function addWithMembers(
  found: Map<unknown, Known>,
  known: Known,
  value: unknown,
  depth: number,
): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
  if (found.has(value) || globals?.has(value) === true) return;
  found.set(value, known);
  if (depth === 0) return;
  for (const name of Object.getOwnPropertyNames(value)) {
    const member = readData(value, name);
    const isPart =
      typeof member === 'function' || (name === 'prototype' && depth > 1) || depth === 3;
    if (isPart)
      addWithMembers(found, { root: known.root, path: [...known.path, name] }, member, depth - 1);
  }
}
