/**
 * Finds out by identity whether a value is a standard one: a global of JavaScript or Node, a
 * `node:` module, or something that belongs to one of these.
 *
 * Only data properties of a fixed list of names are read: walking all of `globalThis` would load
 * its lazy parts, which costs 25 ms and the memory of everything loaded.
 */
import { builtinModules } from 'node:module';
import type { KnownNode } from '../function-body.ts';
import { isObject } from '../../../base/thenable.ts';
import { followKnownPath } from '../known-path.ts';
import { isNative } from '../source/native-code.ts';

const LANGUAGE_GLOBALS =
  'AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error ' +
  'EvalError FinalizationRegistry Float32Array Float64Array Function Int16Array Int32Array Int8Array Intl ' +
  'Iterator JSON Map Math Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set ' +
  'SharedArrayBuffer String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array ' +
  'Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly decodeURI decodeURIComponent encodeURI ' +
  'encodeURIComponent escape eval isFinite isNaN parseFloat parseInt unescape globalThis';

const PLATFORM_GLOBALS =
  'AbortController AbortSignal Blob Buffer Event EventTarget Headers MessageChannel MessagePort FormData ' +
  'Request Response TextDecoder TextEncoder URL URLSearchParams atob btoa clearImmediate clearInterval ' +
  'clearTimeout console crypto fetch performance process queueMicrotask setImmediate setInterval ' +
  'setTimeout structuredClone DOMException BroadcastChannel ReadableStream WritableStream TransformStream';

/**
 * Not of every version that runs this, so that a program may have brought one of its own: a value counts only if it
 * is V8's, or is defined as Node defines its globals.
 */
const RECENT_LANGUAGE_GLOBALS =
  'AsyncDisposableStack DisposableStack Float16Array SuppressedError Temporal';
const OTHER_PLATFORM_GLOBALS =
  'ByteLengthQueuingStrategy CloseEvent CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent ' +
  'DecompressionStream ErrorEvent EventSource File MessageEvent Navigator Performance PerformanceEntry ' +
  'PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList ' +
  'PerformanceResourceTiming QuotaExceededError ReadableByteStreamController ReadableStreamBYOBReader ' +
  'ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader Storage SubtleCrypto ' +
  'TextDecoderStream TextEncoderStream TransformStreamDefaultController URLPattern WebSocket ' +
  'WritableStreamDefaultController WritableStreamDefaultWriter';
const OTHER_NAMES = new Set(`${RECENT_LANGUAGE_GLOBALS} ${OTHER_PLATFORM_GLOBALS}`.split(' '));

/** Names that every worker has for itself, so that a function may use them freely. */
const GLOBAL_NAMES = new Set(
  `${LANGUAGE_GLOBALS} ${PLATFORM_GLOBALS} undefined NaN Infinity`.split(' '),
);

type Known = Pick<KnownNode, 'root' | 'path'>;

let globals: Map<unknown, Known> | undefined;
let builtins: Map<unknown, Known> | undefined;
let builtinCount = 0;

/** Where every realm has this very value, or undefined. */
export function findKnown(value: object): Known | undefined {
  globals ??= indexGlobals();
  return globals.get(value) ?? findLazyGlobal(value) ?? findBuiltin(value);
}

/** Would a worker find a value of its own under this name? */
export function isStandardGlobal(name: string): boolean {
  return GLOBAL_NAMES.has(name);
}

/** "node:net" and ['Socket'] → "net.Socket": how messages call it. */
export function describeKnown({ root, path }: Known): string {
  const names = path.filter((name) => name !== '__proto__');
  return [...(root === '' ? [] : [root.replace('node:', '')]), ...names].join('.');
}

function indexGlobals(): Map<unknown, Known> {
  const found = new Map<unknown, Known>([[globalThis, { root: '', path: [] }]]);
  for (const name of [...GLOBAL_NAMES, ...[...OTHER_NAMES].filter(isNodes)]) {
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

/** Is the value of this global Node's own, as far as can be seen without loading it? */
function isNodes(name: string): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
  if (descriptor?.enumerable !== false) return false;
  if (!RECENT_LANGUAGE_GLOBALS.includes(name)) return true;
  const value: unknown = descriptor.value;
  const one = name === 'Temporal' && isObject(value) ? readData(value, 'Instant') : value;
  return typeof one === 'function' && isNative(one);
}

/** Globals that are loaded when first used: whoever holds the value has used it. */
function findLazyGlobal(value: object): Known | undefined {
  const name = typeof value === 'function' ? value.name : '';
  const candidates = name === '' ? ['performance', 'crypto', 'navigator'] : [name];
  for (const candidate of candidates) {
    const isListed =
      GLOBAL_NAMES.has(candidate) ||
      candidates.length > 1 ||
      (OTHER_NAMES.has(candidate) && isNodes(candidate));
    const known = { root: '', path: [candidate] };
    if (isListed && candidate in globalThis && followKnownPath(known) === value) return known;
  }
  return undefined;
}

function findBuiltin(value: object): Known | undefined {
  const loaded = listLoadedBuiltins();
  if (builtins === undefined || loaded.length !== builtinCount) {
    builtins = indexBuiltins(loaded);
    builtinCount = loaded.length;
  }
  return builtins.get(value);
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
    addWithMembers(found, { root, path: [] }, process.getBuiltinModule(root), 3);
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

function readData(object: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}
