/**
 * Objects of Node's and the web's classes that structured clone takes for plain ones: what they are is in
 * private fields or under symbols, so an empty object would arrive, without a word; or what is left of a handle: the
 * options of a file stream, a server that never listens.
 *
 *    { page: new URL('https://a.b/') }   ──►   the URL
 */
import { types } from 'node:util';
import { cloneValue } from './clone.ts';
import { describeValue } from './describe.ts';
import { bytesOfValue, UncloneableError } from './value-bytes.ts';

/** Something would have arrived as an empty object. */
export class LostObjectError extends UncloneableError {
  constructor(object: object) {
    super(`nothing would be left of ${describeValue(object)}`);
  }
}

/** One value as bytes, unless something in it would arrive empty. @throws UncloneableError · LostObjectError */
export function wholeBytesOfValue(value: unknown): Buffer {
  const bytes = bytesOfValue(value);
  if (mayHaveLost(bytes, 0)) refuseLost([value]);
  return bytes;
}

/** An object without properties; and, since Node 22, what is left of a DOMException: an error that is its stack. */
const EMPTY_OBJECT = Buffer.from('o{\0');
const STACK_ALONE = Buffer.from('rs"');
/** The beginning of `_eventsCount`, which every emitter has, streams and servers too. Short ones are found in half the time. */
const OF_EMITTER = Buffer.from('"\x0c_e');

const MARKS: readonly Buffer[] = [EMPTY_OBJECT, STACK_ALONE, OF_EMITTER];

/** Whether there is something in `bytes` that may be such an object: mostly there is not, which is soon found out. */
export function mayHaveLost(bytes: Buffer, from: number): boolean {
  return MARKS.some((mark) => bytes.includes(mark, from));
}

/** Throws if there is one, but for those that are allowed. @throws LostObjectError */
export function refuseLost(
  values: readonly unknown[],
  isAllowed?: (object: object, prototype: object) => boolean,
): void {
  const lost = findLostObject(values, isAllowed);
  if (lost !== undefined) throw new LostObjectError(lost);
}

/** The first of them in reach of `values`, if there is one. `isAllowed` says which arrive nevertheless. */
export function findLostObject(
  values: readonly unknown[],
  isAllowed: (object: object, prototype: object) => boolean = () => false,
): object | undefined {
  const seen = new Set<object>();
  for (let i = 0; i < values.length; i += 1) addIfObject(seen, valueAt(values, i));
  for (const object of seen) {
    if (types.isProxy(object)) continue; // it is refused, and would run its handler here
    const prototype = platformPrototypeOf(object);
    if (prototype !== undefined) {
      if (!isAllowed(object, prototype)) return object;
      continue;
    }
    addParts(seen, object); // it grows while it is read
    if (seen.size > MAX_OBJECTS) return undefined;
  }
  return undefined;
}

/** About a tenth of a second. */
const MAX_OBJECTS = 1_000_000;

/** Getters are not run: structured clone does that, and once is enough. */
function addParts(seen: Set<object>, object: object): void {
  if (ArrayBuffer.isView(object) || types.isAnyArrayBuffer(object)) return;
  if (types.isMap(object)) {
    Map.prototype.forEach.call(object, (value: unknown, key: unknown) => {
      addIfObject(seen, key);
      addIfObject(seen, value);
    });
  } else if (types.isSet(object)) {
    Set.prototype.forEach.call(object, (value: unknown) => addIfObject(seen, value));
  } else if (types.isNativeError(object)) {
    addIfObject(seen, valueAt(object, 'cause'));
  } else {
    for (const key of Object.keys(object)) addIfObject(seen, valueAt(object, key));
  }
}

function valueAt(object: object, key: string | number): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

function addIfObject(seen: Set<object>, value: unknown): void {
  if (typeof value === 'object' && value !== null) seen.add(value);
}

/** The prototype of the class of Node's or the web's that `object` is an instance of, if it is one. */
export function platformPrototypeOf(object: object): object | undefined {
  if (Array.isArray(object)) return undefined;
  let prototype = Object.getPrototypeOf(object) as object | null;
  while (prototype !== null && prototype !== Object.prototype && !types.isProxy(prototype)) {
    if (isOfPlatform(prototype)) return prototype;
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return undefined;
}

const known = new WeakMap<object, boolean>();

function isOfPlatform(prototype: object): boolean {
  let answer = known.get(prototype);
  if (answer === undefined) {
    answer = findOut(prototype);
    known.set(prototype, answer);
  }
  return answer;
}

/** Names are a first guess: the class must be the very one that is there under its name. */
function findOut(prototype: object): boolean {
  const constructor = valueAt(prototype, 'constructor');
  if (typeof constructor !== 'function' || types.isProxy(constructor)) return false;
  const name = valueAt(constructor, 'name');
  if (typeof name !== 'string') return false;
  if (GLOBALS.has(name) && Reflect.get(globalThis, name) === constructor) return true;
  const home = Object.hasOwn(HOMES, name) ? HOMES[name] : undefined;
  if (home === undefined) return false;
  return Reflect.get(process.getBuiltinModule(`node:${home}`) ?? {}, name) === constructor;
}

const GLOBALS: ReadonlySet<string> = new Set([
  'AbortController',
  'AbortSignal',
  'Blob',
  'BroadcastChannel',
  'ByteLengthQueuingStrategy',
  'CloseEvent',
  'CompressionStream',
  'CountQueuingStrategy',
  'Crypto',
  'CryptoKey',
  'CustomEvent',
  'DOMException',
  'DecompressionStream',
  'Event',
  'EventSource',
  'EventTarget',
  'File',
  'FormData',
  'Headers',
  'MessageChannel',
  'MessageEvent',
  'MessagePort',
  'Navigator',
  'Performance',
  'PerformanceEntry',
  'PerformanceMark',
  'PerformanceMeasure',
  'PerformanceObserver',
  'PerformanceObserverEntryList',
  'PerformanceResourceTiming',
  'ReadableByteStreamController',
  'ReadableStream',
  'ReadableStreamBYOBReader',
  'ReadableStreamDefaultController',
  'ReadableStreamDefaultReader',
  'Request',
  'Response',
  'Storage',
  'SubtleCrypto',
  'TextDecoder',
  'TextDecoderStream',
  'TextEncoder',
  'TextEncoderStream',
  'TransformStream',
  'URL',
  'URLPattern',
  'URLSearchParams',
  'WebSocket',
  'WritableStream',
  'WritableStreamDefaultController',
  'WritableStreamDefaultWriter',
]);

/** Classes that are no globals, and the modules that export them. */
const HOMES: Readonly<Record<string, string>> = {
  AsyncLocalStorage: 'async_hooks',
  AsyncResource: 'async_hooks',
  BlockList: 'net',
  // An open folder, which looks empty.
  Dir: 'fs',
  KeyObject: 'crypto',
  MIMEParams: 'util',
  MIMEType: 'util',
  Resolver: 'dns',
  Script: 'vm',
  SocketAddress: 'net',
  X509Certificate: 'crypto',
  // Emitters that hold something open, or will, and nothing that cannot be cloned before that.
  Readable: 'stream',
  Server: 'net',
  Socket: 'dgram',
  Writable: 'stream',
  // Not globals in every version that has them.
  EventTarget: 'events',
  File: 'buffer',
};

/**
 * Whether `postMessage` can copy it, an instance of the class with that prototype: some of Node's classes can be.
 * A `File` becomes a `Blob` on the way where Node is old.
 */
export function arrivesWhole(object: object, prototype: object): boolean {
  try {
    return Object.prototype.isPrototypeOf.call(prototype, cloneValue(object));
  } catch {
    return false;
  }
}

/** "URL", "Headers": what it is called in messages. */
export function platformNameOf(prototype: object): string {
  const constructor = valueAt(prototype, 'constructor');
  return typeof constructor === 'function' ? constructor.name : 'object';
}
