/**
 * Lists that `postMessage` may copy by itself: nothing is in them but primitives and long buffers, in small arrays and plain
 * objects that are there once. So nothing can be shared by two of their values, and no platform object is among
 * them: what these need is done for bytes only (`remainder.ts`), which takes longer: three times as long for a buffer of 1 MiB.
 *
 * A buffer may be shown by one view, which shows all of it: of such a view structured clone makes the same. But of a `Buffer` it
 * makes a `Uint8Array`, so where these are is sent as well.
 */
import { types } from 'node:util';
import { hasGetterAt } from '../base/getter.ts';
import { mustBePacked, SHARED_MEMORY } from '../base/shared-memory.ts';
import {
  byteLengthOf,
  isBufferKind,
  isOfItsKind,
  isResizable,
  partsOfView,
} from '../base/views.ts';
import { isPlainArray } from './list/plain.ts';

/** Below this an object may hold anything; it is not looked at. */
const MAX_DEPTH = 3;
/** A look at a property takes as long as to copy it: at more of them nobody looks. */
const MAX_PROPERTIES = 64;
/** Of one array: tuples of arguments have some. */
const MAX_ELEMENTS = 64;
/** Shorter buffers are sent sooner as bytes of ours. */
const LONG_BYTES = 1 << 14;

type Lists = readonly (readonly unknown[])[];

/** Where a value is: its list, its place there, and the keys that lead on. */
type Path = readonly (number | string)[];

/** What `postMessage` may copy by itself. */
export interface Bare {
  /** Where it will make a `Uint8Array` of a `Buffer`. */
  readonly nodeBuffers: readonly Path[];
  /** Whether there are any buffers in them. */
  readonly hasBuffers: boolean;
}

/** Lists that arrive with some `Uint8Array`s in place of `Buffer`s. */
export interface BareWithBuffers {
  readonly lists: Lists;
  readonly nodeBuffers: readonly Path[];
}

/** `undefined` if it may not copy them. */
export function readBare(lists: Lists): Bare | undefined {
  const look = new Look();
  const areBare = lists.every((values, list) =>
    values.every((value, place) => look.isBare(value, list, place)),
  );
  return areBare ? look : undefined;
}

/** Has `lists`, which were copied and are nobody else's, have `Buffer`s again. */
export function restoreBuffers({ lists, nodeBuffers }: BareWithBuffers): void {
  for (const path of nodeBuffers) {
    const keys = [...path];
    const last = keys.pop() ?? '';
    // As they were written: each key led to an object.
    const holder = keys.reduce<object>((value, key) => Reflect.get(value, key) as object, lists);
    const { buffer } = Reflect.get(holder, last) as Uint8Array<ArrayBuffer>;
    Reflect.set(holder, last, Buffer.from(buffer));
  }
}

class Look implements Bare {
  readonly nodeBuffers: Path[] = [];
  hasBuffers = false;
  readonly #seen = new Set<object>();
  /** The keys that lead to what is looked at. */
  #path: (number | string)[] = [];
  #propertiesLeft = MAX_PROPERTIES;

  isBare(value: unknown, list: number, place: number): boolean {
    if (typeof value !== 'object') return typeof value !== 'function';
    if (value === null) return true;
    this.#path = [list, place];
    return this.#isBareThing(value, MAX_DEPTH);
  }

  #isBareThing(value: object, depth: number): boolean {
    if (depth === 0 || this.#seen.has(value) || types.isProxy(value)) return false;
    this.#seen.add(value);
    if (Array.isArray(value)) return this.#isBareArray(value, depth);
    if (ArrayBuffer.isView(value)) return this.#isBareView(value);
    return types.isArrayBuffer(value)
      ? this.#isBareMemory(value)
      : this.#isBareObject(value, depth);
  }

  #isBareMemory(buffer: ArrayBuffer): boolean {
    this.hasBuffers = true;
    return isLong(buffer);
  }

  /** Another view of the same buffer has to stay one. */
  #isBareView(view: ArrayBufferView): boolean {
    const bare = bareBuffer(view);
    if (bare === undefined || this.#seen.has(bare.memory)) return false;
    this.#seen.add(bare.memory);
    this.hasBuffers = true;
    if (bare.isNodeBuffer) this.nodeBuffers.push([...this.#path]);
    return true;
  }

  #isBareArray(array: readonly unknown[], depth: number): boolean {
    if (array.length > MAX_ELEMENTS || !isPlainArray(array)) return false;
    for (let i = 0; i < array.length; i += 1) {
      if (hasGetterAt(array, i) || !this.#isBareAt(i, array[i], depth)) return false;
    }
    return true;
  }

  #isBareObject(object: object, depth: number): boolean {
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype !== Object.prototype && prototype !== null) return false;
    for (const key of Object.keys(object)) {
      this.#propertiesLeft -= 1;
      if (this.#propertiesLeft < 0 || !this.#isBareProperty(object, key, depth)) return false;
    }
    return true;
  }

  /** A getter must not run twice. */
  #isBareProperty(object: object, key: string, depth: number): boolean {
    const property = Object.getOwnPropertyDescriptor(object, key);
    return (
      property !== undefined && 'value' in property && this.#isBareAt(key, property.value, depth)
    );
  }

  #isBareAt(key: number | string, value: unknown, depth: number): boolean {
    if (typeof value !== 'object') return typeof value !== 'function';
    if (value === null) return true;
    this.#path.push(key);
    const isBare = this.#isBareThing(value, depth - 1);
    this.#path.pop();
    return isBare;
  }
}

export interface BareBuffer {
  readonly memory: object;
  /** A clone of it is a `Uint8Array`. */
  readonly isNodeBuffer: boolean;
}

/** A long buffer, or a view that shows all of one, of which `postMessage` makes the same again. */
export function bareBuffer(value: unknown): BareBuffer | undefined {
  if (types.isArrayBuffer(value))
    return isLong(value) ? { memory: value, isNodeBuffer: false } : undefined;
  if (!ArrayBuffer.isView(value)) return undefined;
  if (SHARED_MEMORY.isUsed && mustBePacked(value, 'thread')) return undefined;
  const { buffer, byteLength, kind } = partsOfView(value);
  const isAll = isLong(buffer) && byteLength === byteLengthOf(buffer);
  if (!isAll || !isOfItsKind(value, kind)) return undefined;
  return { memory: buffer, isNodeBuffer: isBufferKind(kind) };
}

function isLong(buffer: ArrayBufferLike): boolean {
  return (
    types.isArrayBuffer(buffer) &&
    Object.getPrototypeOf(buffer) === ArrayBuffer.prototype &&
    !isResizable(buffer) &&
    byteLengthOf(buffer) >= LONG_BYTES
  );
}
