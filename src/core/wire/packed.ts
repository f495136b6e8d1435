/**
 * Lists of values, packed where they are all of one simple kind.
 *
 * v8's structured clone writes and reads a million numbers one by one, 80–150 ms; as one typed array
 * they are copied in one piece. Which kind a list is of is found by one scan, a millisecond or two
 * per million, that stops at the first value that does not fit.
 *
 *    int32    every value an integer of 32 bits, none of them -0
 *    float64  every value a number (-0, NaN and the infinities included)
 *    boolean  every value true or false
 *    nothing  every value undefined
 *    mixed    few, and each of them simple: see `mixed.ts`
 *    any      everything else: left to structured clone
 *
 * Exact: what is unpacked is what was packed, by `Object.is` (a hole counts as `undefined`: to call a
 * function with the one is to call it with the other).
 */

import { unreachable } from '../base/unreachable.ts';
import { type ByteReader, type ByteWriter, isInt32 } from './bytes.ts';
import { isMixed, readMixed, writeMixed } from './mixed.ts';

export type Packing = 'any' | 'int32' | 'float64' | 'boolean' | 'nothing' | 'mixed';

/** Numbers as they are packed. */
export type PackedNumbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Shorter lists are as cheap to copy and to clone as they are. */
export const WORTH_PACKING = 32;

/** A packed copy of `values`, if all of them are numbers and there are enough of them. */
export function packNumbers(values: ArrayLike<unknown>): PackedNumbers | undefined {
  if (values.length < WORTH_PACKING) return undefined;
  switch (packingOf(values)) {
    case 'int32':
      return Int32Array.from(values as ArrayLike<number>);
    case 'float64':
      return Float64Array.from(values as ArrayLike<number>);
    default:
      return undefined;
  }
}

export function isPackedNumbers(values: unknown): values is PackedNumbers {
  return values instanceof Float64Array || values instanceof Int32Array;
}

/** How the list can be packed. */
export function packingOf(values: ArrayLike<unknown>): Packing {
  if (values instanceof Int32Array) return 'int32';
  if (values instanceof Float64Array) return 'float64';
  if (values.length === 0) return 'any';
  const packing = uniformPackingOf(values);
  return packing === 'any' && isMixed(values) ? 'mixed' : packing;
}

function uniformPackingOf(values: ArrayLike<unknown>): Packing {
  switch (typeof values[0]) {
    case 'number':
      return packingOfNumbers(values);
    case 'boolean':
      return isAll(values, 'boolean') ? 'boolean' : 'any';
    case 'undefined':
      return isAll(values, 'undefined') ? 'nothing' : 'any';
    default:
      return 'any';
  }
}

function packingOfNumbers(values: ArrayLike<unknown>): Packing {
  let packing: Packing = 'int32';
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (typeof value !== 'number') return 'any';
    if (packing === 'int32' && !isInt32(value)) packing = 'float64';
  }
  return packing;
}

function isAll(values: ArrayLike<unknown>, type: 'boolean' | 'undefined'): boolean {
  for (let i = 0; i < values.length; i += 1) {
    if (typeof values[i] !== type) return false;
  }
  return true;
}

/** Writes `values`, whose packing is not `'any'`. */
export function writePacked(out: ByteWriter, values: ArrayLike<unknown>, packing: Packing): void {
  if (packing === 'mixed') {
    writeMixed(out, values);
    return;
  }
  out.u32(values.length);
  const numbers = values as ArrayLike<number>; // where the packing says so
  switch (packing) {
    case 'int32':
      // Short lists, which are most, are cheaper written one by one than through a typed array.
      if (values.length < SHORT) each(values, (value) => out.i32(value as number));
      else out.bytes(bytesOf(values instanceof Int32Array ? values : Int32Array.from(numbers)));
      return;
    case 'float64':
      if (values.length < SHORT) each(values, (value) => out.f64(value as number));
      else out.bytes(bytesOf(values instanceof Float64Array ? values : Float64Array.from(numbers)));
      return;
    case 'boolean':
      each(values, (value) => out.u8(value === true ? 1 : 0));
      return;
    case 'nothing':
    case 'any':
      return;
    default:
      unreachable(packing);
  }
}

/** Reads what `writePacked` wrote. Many numbers come back as a typed array: nothing more is made of them. */
export function readPacked(from: ByteReader, packing: Packing): ArrayLike<unknown> {
  if (packing === 'mixed') return readMixed(from);
  const length = from.u32();
  switch (packing) {
    case 'int32':
      if (length < SHORT) return listOf(length, () => from.i32());
      return new Int32Array(from.copy(length * 4).buffer);
    case 'float64':
      if (length < SHORT) return listOf(length, () => from.f64());
      return new Float64Array(from.copy(length * 8).buffer);
    case 'boolean':
      return listOf(length, () => from.u8() === 1);
    case 'nothing':
      return listOf(length, () => undefined);
    case 'any':
      return [];
    default:
      return unreachable(packing);
  }
}

/** A typed array and its buffer cost 1 µs to make and as much to collect. */
const SHORT = 32;

function listOf(length: number, next: () => unknown): unknown[] {
  const list: unknown[] = [];
  for (let i = 0; i < length; i += 1) list.push(next());
  return list;
}

function each(values: ArrayLike<unknown>, visit: (value: unknown) => void): void {
  for (let i = 0; i < values.length; i += 1) visit(values[i]);
}

/** The machine's own byte order is the wire's: both ends run on one machine. */
function bytesOf(numbers: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
