/**
 * Lists of short arrays of primitive values:
 *
 *    [[1, 'a'], [2, 'b'], …]   ◄──►   2 each · 1 'a' 2 'b' …
 *    [['x'], [], ['y', 'z'] …] ◄──►   1 0 2 … · 'x' 'y' 'z' …
 *
 * A structured clone makes each of them grow element by element. Exact, as columns are: without holes, names and classes.
 */
import { UnreadableList } from '../unreadable.ts';
import type { Sink, Source } from '../sink.ts';
import { Compiled, WORTH_COMPILING } from './compiled.ts';
import type { ListKind, PartLists } from './kind.ts';
import { Nesting } from './nesting.ts';
import { type PackedNumbers, ValueList } from './numbers.ts';
import { hasAccessor, isPlainArray, isPrimitive, isWorthTakingApart, LOOK_EVERY } from './plain.ts';
import { MANY_ITEMS, UnbuiltItems } from './unbuilt-items.ts';

export interface PackedArrays {
  /** The length of each; or how many elements all of them have. */
  readonly lengths: number | Int32Array;
  /** All elements, one array after the other. */
  readonly flat: unknown[] | PackedNumbers;
}

export const ARRAYS: ListKind<PackedArrays> = {
  tag: 8,
  fits: (values) => toArrays(values, new Nesting()),
  write(out, { lengths, flat }, parts) {
    writeLengths(out, lengths, parts);
    parts.writeAny(out, flat);
  },
  read(from, parts) {
    const arrays = readArrays(from, parts);
    return arrays instanceof UnbuiltItems ? arrays.buildAll() : arrays;
  },
  readUnbuilt(from, parts) {
    const arrays = readArrays(from, parts);
    return arrays instanceof UnbuiltItems && arrays.length < MANY_ITEMS
      ? arrays.buildAll()
      : arrays;
  },
};

/** `undefined` if only structured clone can do them justice. */
export function toArrays(values: ArrayLike<unknown>, nesting: Nesting): PackedArrays | undefined {
  const lengths = lengthsOf(values);
  if (lengths === undefined) return undefined;
  const flat = new ValueList(typeof lengths === 'number' ? lengths * values.length : sum(lengths));
  const count = flatten(values, flat);
  nesting.noteRead(() => keepWhatWasRead(values as unknown[], flat.takeFirst(count)));
  const isWhole = count === 0 || isPrimitive(flat.take()[count - 1]);
  return isWhole ? { lengths, flat: flat.take() } : nesting.giveUp();
}

/** Up to the first element that is no primitive value; how many were read. */
function flatten(arrays: ArrayLike<unknown>, flat: ValueList): number {
  let at = 0;
  for (let i = 0; i < arrays.length; i += 1) {
    const array = arrays[i] as readonly unknown[]; // looked at before
    const { length } = array;
    for (let j = 0; j < length; j += 1) {
      const value = array[j];
      flat.set(at, value);
      at += 1;
      if (!isPrimitive(value)) return at;
    }
  }
  return at;
}

/** No element is read. */
function lengthsOf(values: ArrayLike<unknown>): PackedArrays['lengths'] | undefined {
  const first = values[0];
  if (!isPlainArray(first) || !isWorthTakingApart(first)) return undefined;
  const lengths = new Int32Array(values.length);
  let isUniform = first.length > 0; // of empty ones nothing would tell how many there are
  for (let i = 0; i < values.length; i += 1) {
    const array = values[i];
    if (!isPlainArray(array) || (i % LOOK_EVERY === 0 && hasAccessor(array))) return undefined;
    lengths[i] = array.length;
    if (array.length !== first.length) isUniform = false;
  }
  return isUniform ? first.length : lengths;
}

/** As with columns: a getter must not run twice. Arrays that have some give way to what was read of them. */
function keepWhatWasRead(arrays: unknown[], read: readonly unknown[]): void {
  let at = 0;
  for (let i = 0; i < arrays.length && at < read.length; i += 1) {
    const array = arrays[i] as readonly unknown[];
    const start = at;
    at += array.length;
    if (i % LOOK_EVERY === 0 || !hasAccessor(array)) continue;
    const known = read.slice(start, at);
    arrays[i] = Array.from(array.keys(), (j) => (j < known.length ? known[j] : array[j]));
  }
}

function sum(lengths: Int32Array): number {
  let total = 0;
  for (let i = 0; i < lengths.length; i += 1) total += lengths[i] as number; // in range
  return total;
}

function writeLengths(out: Sink, lengths: PackedArrays['lengths'], parts: PartLists): void {
  out.count(typeof lengths === 'number' ? lengths : 0);
  if (typeof lengths !== 'number') parts.writeAny(out, lengths);
}

function readArrays(from: Source, parts: PartLists): UnbuiltItems | UnreadableList {
  const width = from.small();
  const lengths = width > 0 ? undefined : parts.read(from);
  const flat = parts.read(from);
  const starts = lengths === undefined ? undefined : startsOf(lengths);
  const count = lengths?.length ?? flat.length / width;
  const total = starts?.[count] ?? count * width;
  if (!Number.isInteger(count) || total !== flat.length)
    throw new RangeError(`${flat.length} values are not all elements of ${count} arrays`);
  if (flat instanceof UnreadableList) return new UnreadableList(count, flat.cause);
  const build =
    starts === undefined
      ? uniformBuilder(flat, width)
      : (first: number, end: number) => slices(flat, starts, { first, end });
  return new UnbuiltItems(count, build, [flat]);
}

/** Where each array begins, and where the last one ends. */
function startsOf(lengths: ArrayLike<unknown>): Float64Array {
  const starts = new Float64Array(lengths.length + 1);
  for (let i = 0; i < lengths.length; i += 1) {
    const length = lengths[i];
    if (!Number.isInteger(length) || (length as number) < 0)
      throw new RangeError('the length of an array is none');
    starts[i + 1] = (starts[i] as number) + (length as number); // in range
  }
  return starts;
}

interface Rows {
  readonly first: number;
  readonly end: number;
}

function slices(flat: ArrayLike<unknown>, starts: Float64Array, { first, end }: Rows): unknown[][] {
  const arrays = new Array<unknown[]>(end - first);
  for (let row = first; row < end; row += 1) {
    const start = starts[row] as number; // in range
    const array = new Array<unknown>((starts[row + 1] as number) - start); // exactly: one that grows has room for sixteen more
    for (let i = 0; i < array.length; i += 1) array[i] = flat[start + i];
    arrays[row - first] = array;
  }
  return arrays;
}

type Build = (flat: ArrayLike<unknown>, first: number, end: number) => unknown[][];

const builders = new Compiled<Build>('flat', 'first', 'end');
/** Longer ones would be long literals, each compiled for its length. */
const MAX_LITERAL = 16;

function uniformBuilder(
  flat: ArrayLike<unknown>,
  width: number,
): (first: number, end: number) => unknown[][] {
  const isMany = flat.length >= WORTH_COMPILING * width && width <= MAX_LITERAL;
  const build = isMany ? builders.get(String(width), () => bodyOf(width)) : undefined;
  if (build !== undefined) return (first, end) => build(flat, first, end);
  return (first, end) => {
    const arrays = new Array<unknown[]>(end - first);
    for (let row = first; row < end; row += 1) {
      const array = new Array<unknown>(width);
      for (let i = 0; i < width; i += 1) array[i] = flat[row * width + i];
      arrays[row - first] = array;
    }
    return arrays;
  };
}

function bodyOf(width: number): string {
  const elements = Array.from({ length: width }, (_, i) => `flat[at + ${i}]`);
  return `
    const arrays = new Array(end - first);
    for (let row = first, at = first * ${width}; row < end; row += 1, at += ${width})
      arrays[row - first] = [${elements.join()}];
    return arrays;`;
}
