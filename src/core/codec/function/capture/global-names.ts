/**
 * The names of what JavaScript and Node define globally, in all versions that run this. To look at some of them loads what
 * is behind them: `Headers` some hundred modules of Node's, from version 22 on.
 */
import { isObject } from '../../../base/thenable.ts';
import { isNative } from '../source/native-code.ts';

const LANGUAGE =
  'AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error ' +
  'EvalError FinalizationRegistry Float32Array Float64Array Function Int16Array Int32Array Int8Array Intl ' +
  'Iterator JSON Map Math Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set ' +
  'SharedArrayBuffer String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array ' +
  'Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly decodeURI decodeURIComponent encodeURI ' +
  'encodeURIComponent escape eval isFinite isNaN parseFloat parseInt unescape globalThis';

const PLATFORM =
  'AbortController AbortSignal Blob Buffer DOMException Event EventTarget TextDecoder TextEncoder URL URLSearchParams ' +
  'atob btoa clearImmediate clearInterval clearTimeout console crypto fetch performance process queueMicrotask ' +
  'setImmediate setInterval setTimeout structuredClone';

/** Those that load something when they are looked at, of names that `isStandardGlobal` has. */
const LATE_PLATFORM =
  'BroadcastChannel FormData Headers MessageChannel MessagePort ReadableStream Request Response TransformStream ' +
  'WritableStream';

/** In later versions only, so that a program may have brought one of its own. */
const RECENT_LANGUAGE =
  'AsyncDisposableStack DisposableStack Float16Array SuppressedError Temporal';

const OTHER_LATE_PLATFORM =
  'ByteLengthQueuingStrategy CloseEvent CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent ' +
  'DecompressionStream ErrorEvent EventSource File MessageEvent Navigator Performance PerformanceEntry ' +
  'PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList ' +
  'PerformanceResourceTiming QuotaExceededError ReadableByteStreamController ReadableStreamBYOBReader ' +
  'ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader Storage SubtleCrypto ' +
  'TextDecoderStream TextEncoderStream TransformStreamDefaultController URLPattern WebSocket ' +
  'WritableStreamDefaultController WritableStreamDefaultWriter';

const STANDARD = new Set(
  `${LANGUAGE} ${PLATFORM} ${LATE_PLATFORM} undefined NaN Infinity`.split(' '),
);
const AT_ONCE = `${LANGUAGE} ${PLATFORM}`.split(' ');
const LATE = new Set(`${LATE_PLATFORM} ${OTHER_LATE_PLATFORM}`.split(' '));

/** Would a worker find a value of its own under this name, so that a function may use it freely? */
export function isStandardGlobal(name: string): boolean {
  return STANDARD.has(name);
}

/** What can be looked at without loading anything. */
export function namesAtOnce(): string[] {
  return [...AT_ONCE, ...RECENT_LANGUAGE.split(' ').filter(isOfEngine)];
}

/** What loads something when it is looked at. */
export function lateNames(): string[] {
  return [...LATE].filter(isNodes);
}

/** May a value of that name be one of Node's? Whoever holds it has loaded it. */
export function mayBeGlobal(name: string): boolean {
  return STANDARD.has(name) || (LATE.has(name) && isNodes(name));
}

function isOfEngine(name: string): boolean {
  const value = readData(globalThis, name);
  const one = name === 'Temporal' && isObject(value) ? readData(value, 'Instant') : value;
  return typeof one === 'function' && isNative(one);
}

/** The value of an own property that is no getter: to ask a getter may load something. */
export function readData(object: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}

/** Node's own globals are not enumerable; what a program assigns is. */
function isNodes(name: string): boolean {
  return (
    Object.hasOwn(globalThis, name) && !Object.prototype.propertyIsEnumerable.call(globalThis, name)
  );
}
