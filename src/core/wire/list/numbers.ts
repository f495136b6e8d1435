/**
 * Lists of numbers, the kinds that matter most: v8's structured clone writes and reads a million numbers one
 * by one, 80–150 ms; as one typed array they are copied in one piece. Which of the two kinds a list is of is
 * found by a scan, a millisecond or two per million, that stops at the first value that does not fit.
 *
 *    int32    every value an integer of 32 bits, none of them -0
 *    float64  every value a number (-0, NaN and the infinities included)
 *
 * Exact: what is read is what was written, by `Object.is`. Many numbers are read as a typed array: nothing
 * more is made of them.
 */
import { discard, LONG_LIST, makeFloat64s, makeInt32s } from '../list-memory.ts';
import type { Source } from '../sink.ts';
import type { ListKind, PackedNumbers } from './kind.ts';

/** Shorter lists are as cheap as they are: a typed array costs 1 µs to make and as much to collect. */
export const WORTH_PACKING = 32;

/** A packed copy of `values`, if all of them are numbers and there are enough of them. */
export function packNumbers(values: ArrayLike<unknown>): PackedNumbers | undefined {
  if (values.length < WORTH_PACKING) return undefined;
  if (isAllInt32(values)) return Int32Array.from(values);
  return isAllNumbers(values) ? Float64Array.from(values) : undefined;
}

export function isPackedNumbers(values: unknown): values is PackedNumbers {
  return values instanceof Float64Array || values instanceof Int32Array;
}

/** Whether 32 bits hold `value` exactly. */
export function isInt32(value: number): boolean {
  // `| 0` turns everything that is no int32 into another number, and -0 into 0.
  return Object.is(value | 0, value);
}

export function isAllInt32(values: ArrayLike<unknown>): values is ArrayLike<number> {
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (typeof value !== 'number' || !isInt32(value)) return false;
  }
  return true;
}

function isAllNumbers(values: ArrayLike<unknown>): values is ArrayLike<number> {
  for (let i = 0; i < values.length; i += 1) if (typeof values[i] !== 'number') return false;
  return true;
}

export const INT32: ListKind<ArrayLike<number>> = {
  tag: 1,
  fits(values) {
    if (values instanceof Int32Array) return values;
    return !(values instanceof Float64Array) && isAllInt32(values) ? values : undefined;
  },
  write(out, values) {
    const { length } = values;
    out.count(length);
    if (length >= WORTH_PACKING) out.memory(asInt32s(values));
    else for (let i = 0; i < length; i += 1) out.i32(values[i] as number); // in range
  },
  read(from) {
    const length = from.count(Int32Array.BYTES_PER_ELEMENT);
    if (length >= WORTH_PACKING) {
      const { buffer, byteOffset } = from.memory(length * Int32Array.BYTES_PER_ELEMENT);
      return new Int32Array(buffer, byteOffset, length);
    }
    return few(length, from, readInt32);
  },
};

export const FLOAT64: ListKind<ArrayLike<number>> = {
  tag: 2,
  fits(values) {
    return values instanceof Float64Array || isAllNumbers(values) ? values : undefined;
  },
  write(out, values) {
    const { length } = values;
    out.count(length);
    if (length >= WORTH_PACKING) out.memory(asFloat64s(values));
    else for (let i = 0; i < length; i += 1) out.f64(values[i] as number); // in range
  },
  read(from) {
    const length = from.count(Float64Array.BYTES_PER_ELEMENT);
    if (length >= WORTH_PACKING) {
      const { buffer, byteOffset } = from.memory(length * Float64Array.BYTES_PER_ELEMENT);
      return new Float64Array(buffer, byteOffset, length);
    }
    return few(length, from, readFloat64);
  },
};

function asInt32s(values: ArrayLike<number>): Int32Array {
  return values instanceof Int32Array ? values : Int32Array.from(values);
}

function asFloat64s(values: ArrayLike<number>): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values);
}

function few(length: number, from: Source, read: (from: Source) => number): number[] {
  const list = new Array<number>(length); // a list that grows has room for sixteen more
  for (let i = 0; i < length; i += 1) list[i] = read(from);
  return list;
}

function readInt32(from: Source): number {
  return from.i32();
}

function readFloat64(from: Source): number {
  return from.f64();
}

/**
 * A list of known length that is filled from the front: results of tasks, the values of one key.
 *
 * Numbers are written where they will be sent from, as long as there is nothing else. As a plain list they
 * would be looked through, copied and collected once more; and v8 makes a list of doubles in three steps,
 * four times as slow.
 */
export class ValueList {
  readonly #length: number;
  /** One of the three, from the first value on. */
  #int32s: Int32Array<ArrayBuffer> | undefined;
  #float64s: Float64Array<ArrayBuffer> | undefined;
  #values: unknown[] | undefined;

  constructor(length: number) {
    this.#length = length;
  }

  /** To be called for each position in turn. Short, so that V8 inlines it: else it boxes each number. */
  set(at: number, value: unknown): void {
    if (this.#values !== undefined) this.#values[at] = value;
    else if (typeof value !== 'number') this.#change(at, value);
    else if (this.#float64s !== undefined) this.#float64s[at] = value;
    else if (this.#int32s !== undefined && isInt32(value)) this.#int32s[at] = value;
    else this.#change(at, value);
  }

  /** All values, once they are set. What is packed is nobody else's. */
  take(): unknown[] | PackedNumbers {
    return this.#int32s ?? this.#float64s ?? this.#values ?? [];
  }

  /** As `take`, if only so many are set. */
  takeSome(count: number): unknown[] | PackedNumbers {
    const list = this.take();
    if (Array.isArray(list)) list.length = count;
    return count === list.length ? list : list.slice(0, count);
  }

  /** The first `count` values, as a list that can grow. */
  takeFirst(count: number): unknown[] {
    const list = this.take();
    if (!Array.isArray(list)) return Array.from(list.subarray(0, count));
    list.length = count;
    return list;
  }

  /** The first value, and the first of another kind than those before it. */
  #change(at: number, value: unknown): void {
    const before = this.#int32s ?? this.#float64s;
    this.#int32s = undefined;
    this.#float64s = undefined;
    const isPacked = typeof value === 'number' && (at > 0 || this.#length >= WORTH_PACKING);
    if (!isPacked) this.#values = this.#mixed(before, at);
    else if (at === 0 && isInt32(value)) this.#int32s = int32s(this.#length);
    else this.#float64s = this.#fractions(before, at);
    if (before !== undefined) discard(before);
    this.set(at, value);
  }

  #fractions(before: PackedNumbers | undefined, at: number): Float64Array<ArrayBuffer> {
    const list = float64s(this.#length);
    if (before !== undefined) list.set(before.subarray(0, at));
    return list;
  }

  #mixed(before: PackedNumbers | undefined, at: number): unknown[] {
    const values = new Array<unknown>(this.#length); // growing it would copy it many times
    for (let i = 0; i < at; i += 1) values[i] = before?.[i];
    return values;
  }
}

function int32s(length: number): Int32Array<ArrayBuffer> {
  return length < LONG_LIST ? new Int32Array(length) : makeInt32s(length);
}

function float64s(length: number): Float64Array<ArrayBuffer> {
  return length < LONG_LIST ? new Float64Array(length) : makeFloat64s(length);
}

/** Of results that have been sent: the memory of their long lists is free. */
export function discardLong(
  results: readonly { readonly values: { readonly length: number } }[],
): void {
  for (let i = 0; i < results.length; i += 1) {
    const { values } = results[i] as (typeof results)[number]; // in range
    if (values.length >= LONG_LIST) discard(values);
  }
}
