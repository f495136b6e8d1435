/**
 * What there is to know of a view of memory, read with the getters that JavaScript came with. A subclass may
 * have its own, or a constructor that wants other arguments: nobody's code is to run where these are asked.
 */
import { types } from 'node:util';

/** The memory that a view shows, and which part of it. */
export interface ViewParts {
  /** Its place in `KINDS`. */
  readonly kind: number;
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
}

const BUFFER = 'Buffer';
/** Numbers on the wire: only ever appended to. */
const KINDS = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'DataView',
  BUFFER,
  'Float16Array',
] as const;

/** In the order of `KINDS`; none where the engine is too old for it. */
const PROTOTYPES: readonly unknown[] = KINDS.map(
  (name) => (Reflect.get(globalThis, name) as { prototype: unknown } | undefined)?.prototype,
);

const TYPED_ARRAY: object = Object.getPrototypeOf(Uint8Array.prototype) as object;
const nameOfTypedArray = getter<string | undefined>(TYPED_ARRAY, Symbol.toStringTag);
const ofTypedArray = gettersOf(TYPED_ARRAY);
const ofDataView = gettersOf(DataView.prototype);
const byteLengthOfBuffer = getter<number>(ArrayBuffer.prototype, 'byteLength');
const isResizableBuffer = getter<boolean>(ArrayBuffer.prototype, 'resizable');

function getter<T>(prototype: object, key: string | symbol): (object: object) => T {
  const get = Object.getOwnPropertyDescriptor(prototype, key)?.get;
  // Absent where the engine is too old for it: then nothing has that property.
  return (object) => (get === undefined ? undefined : Reflect.apply(get, object, [])) as T;
}

function gettersOf(prototype: object): {
  readonly buffer: (view: object) => ArrayBufferLike;
  readonly byteOffset: (view: object) => number;
  readonly byteLength: (view: object) => number;
} {
  return {
    buffer: getter(prototype, 'buffer'),
    byteOffset: getter(prototype, 'byteOffset'),
    byteLength: getter(prototype, 'byteLength'),
  };
}

export function partsOfView(view: ArrayBufferView): ViewParts {
  const name = nameOfTypedArray(view) ?? 'DataView';
  const of = name === 'DataView' ? ofDataView : ofTypedArray;
  return {
    kind: KINDS.indexOf((isBuffer(view) ? BUFFER : name) as (typeof KINDS)[number]),
    buffer: of.buffer(view),
    byteOffset: of.byteOffset(view),
    byteLength: of.byteLength(view),
  };
}

/** How many bytes a view or a buffer has; 0 for everything else. */
export function byteLengthOf(value: object): number {
  if (types.isTypedArray(value)) return ofTypedArray.byteLength(value);
  if (types.isArrayBuffer(value)) return byteLengthOfBuffer(value);
  return types.isDataView(value) ? ofDataView.byteLength(value) : 0;
}

export function isResizable(buffer: ArrayBufferLike): boolean {
  return types.isArrayBuffer(buffer) && isResizableBuffer(buffer);
}

/** Its memory has been transferred to somebody else. */
export function isDetached(value: object): boolean {
  const buffer: object = ArrayBuffer.isView(value) ? partsOfView(value).buffer : value;
  if (!types.isArrayBuffer(buffer) || byteLengthOfBuffer(buffer) > 0) return false;
  try {
    new Uint8Array(buffer); // an empty buffer can be looked at; Node 20 has no `detached` property
    return false;
  } catch {
    return true;
  }
}

/** Whether it is of Node's class itself. */
function isBuffer(view: ArrayBufferView): boolean {
  return Object.getPrototypeOf(view) === Buffer.prototype;
}

/** Whether it is of the class of its kind itself: of no subclass, and of this realm. */
export function isOfItsKind(view: ArrayBufferView, kind: number): boolean {
  return Object.getPrototypeOf(view) === PROTOTYPES[kind];
}

export function isBufferKind(kind: number): boolean {
  return KINDS[kind] === BUFFER;
}

/** A view of a kind over memory that is there. @throws RangeError if it is of no kind, or does not fit */
export function makeView(
  { kind, byteOffset, byteLength }: Omit<ViewParts, 'buffer'>,
  buffer: ArrayBufferLike,
): ArrayBufferView {
  const name = KINDS[kind];
  if (name === BUFFER) return Buffer.from(buffer, byteOffset, byteLength);
  const View = name && (Reflect.get(globalThis, name) as Uint8ArrayConstructor | undefined);
  if (!View) throw new RangeError(`there is no view of kind ${kind}`);
  // A DataView counts bytes.
  return new View(buffer, byteOffset, byteLength / (View.BYTES_PER_ELEMENT ?? 1));
}

/** The bytes of a part of `buffer`, in memory of their own. */
export function copyBytes(buffer: ArrayBufferLike, at: number, length: number): ArrayBuffer {
  const copy = new Uint8Array(length);
  copy.set(new Uint8Array(buffer, at, length));
  return copy.buffer;
}
