/**
 * Lists of short arrays of primitive values: by their places if all have as many, else one after the other.
 *
 *    [[1, 'a'], [2, 'b'], …]    ◄──►   1 2 … · 'a' 'b' …
 *    [['x'], [], ['y', 'z'], …] ◄──►   1 0 2 … · 'x' 'y' 'z' …
 *
 * A structured clone makes each of them grow element by element. Exact, as columns are: without holes, names and classes.
 */
import { UnreadableList } from '../unreadable.ts';
import type { Source } from '../sink.ts';
import { Compiled, WORTH_COMPILING } from './compiled.ts';
import type { ListKind, PartLists } from './kind.ts';
import { startsOf } from './lengths.ts';
import { Nesting } from './nesting.ts';
import { type PackedNumbers, ValueList } from './numbers.ts';
import {
  hasUnseenAccessor,
  isPlainArray,
  isPrimitive,
  isWorthTakingApart,
  mayHaveAccessor,
} from './plain.ts';
import { built, builtIfFew, UnbuiltItems } from './unbuilt-items.ts';

export interface PackedArrays {
  /** How many elements each has; absent if all have as many as there are lists. */
  readonly lengths?: Int32Array;
  /** The elements at each place; or, with lengths, one list of all. */
  readonly lists: readonly (unknown[] | PackedNumbers)[];
}

export const ARRAYS: ListKind<PackedArrays> = {
  tag: 8,
  fits: (values) => toArrays(values, new Nesting()),
  write(out, { lengths, lists }, parts) {
    out.count(lengths === undefined ? lists.length : 0);
    if (lengths !== undefined) parts.writeAny(out, lengths);
    for (const list of lists) parts.writeAny(out, list);
  },
  read: (from, parts) => built(readArrays(from, parts)),
  readUnbuilt: (from, parts) => builtIfFew(readArrays(from, parts)),
};

/** `undefined` if only structured clone can do them justice. */
export function toArrays(values: ArrayLike<unknown>, nesting: Nesting): PackedArrays | undefined {
  const lengths = lengthsOf(values);
  if (lengths === undefined) return undefined;
  const isUniform = typeof lengths === 'number';
  const { isWhole, lists } = isUniform ? byPlace(values, lengths) : oneByOne(values, sum(lengths));
  nesting.noteRead(() => keepWhatWasRead(values as unknown[], lists));
  if (!isWhole) return nesting.giveUp();
  const taken = lists.map((list) => list.take());
  return isUniform ? { lists: taken } : { lengths, lists: taken };
}

/** What was read of arrays, up to the first element that is no primitive value. */
interface ReadArrays {
  readonly lists: readonly ReadList[];
  readonly isWhole: boolean;
}

/** A list of which so many values are read. */
class ReadList extends ValueList {
  count = 0;

  /** Whether more may be read. */
  add(value: unknown): boolean {
    this.set(this.count, value);
    this.count += 1;
    return isPrimitive(value);
  }
}

function byPlace(arrays: ArrayLike<unknown>, width: number): ReadArrays {
  const lists = Array.from({ length: width }, () => new ReadList(arrays.length));
  for (let i = 0; i < arrays.length; i += 1) {
    const array = arrays[i] as readonly unknown[]; // looked at before
    for (let j = 0; j < width; j += 1)
      if (!(lists[j] as ReadList).add(array[j])) return { lists, isWhole: false };
  }
  return { lists, isWhole: true };
}

function oneByOne(arrays: ArrayLike<unknown>, total: number): ReadArrays {
  const list = new ReadList(total);
  const lists = [list];
  for (let i = 0; i < arrays.length; i += 1) {
    const array = arrays[i] as readonly unknown[]; // looked at before
    for (let j = 0; j < array.length; j += 1)
      if (!list.add(array[j])) return { lists, isWhole: false };
  }
  return { lists, isWhole: true };
}

/** No element is read. */
function lengthsOf(values: ArrayLike<unknown>): number | Int32Array | undefined {
  const first = values[0];
  if (!isPlainArray(first) || !isWorthTakingApart(first)) return undefined;
  const lengths = new Int32Array(values.length);
  let isUniform = first.length > 0; // of empty ones nothing would tell how many there are
  for (let i = 0; i < values.length; i += 1) {
    const array = values[i];
    if (!isPlainArray(array) || mayHaveAccessor(array, i)) return undefined;
    lengths[i] = array.length;
    if (array.length !== first.length) isUniform = false;
  }
  return isUniform && first.length <= MAX_WIDTH ? first.length : lengths;
}

/** As with columns: a getter must not run twice. Arrays that have some give way to what was read of them. */
function keepWhatWasRead(arrays: unknown[], lists: readonly ReadList[]): void {
  const read = lists.map((list) => list.takeFirst(list.count).values());
  for (let i = 0; i < arrays.length; i += 1) {
    const array = arrays[i] as readonly unknown[];
    const known = Array.from(array.keys(), (j) => (read[j] ?? read[0])?.next());
    if (!hasUnseenAccessor(array, i)) continue;
    arrays[i] = known.map((one, j) => (one?.done === false ? one.value : array[j]));
  }
}

function sum(lengths: Int32Array): number {
  let total = 0;
  for (let i = 0; i < lengths.length; i += 1) total += lengths[i] as number; // in range
  return total;
}

function readArrays(from: Source, parts: PartLists): UnbuiltItems | UnreadableList {
  const width = from.count();
  const lengths = width > 0 ? undefined : parts.read(from);
  const lists = Array.from({ length: Math.max(width, 1) }, () => parts.read(from));
  const starts = lengths === undefined ? undefined : startsOf(lengths);
  const [list = lengths] = lists;
  const count = lengths?.length ?? list?.length ?? 0;
  const listLength = starts?.[count] ?? count;
  if (lists.some(({ length }) => length !== listLength))
    throw new RangeError(`the elements of ${count} arrays are not as many as they have`);
  const unreadable = lists.find((one) => one instanceof UnreadableList);
  if (unreadable !== undefined) return new UnreadableList(count, unreadable.cause);
  const build =
    starts === undefined
      ? literalBuilder(lists)
      : (first: number, end: number) => slices(lists[0] ?? [], starts, { first, end });
  return new UnbuiltItems(count, build, lists);
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

type Build = (lists: readonly ArrayLike<unknown>[], first: number, end: number) => unknown[][];

const builders = new Compiled<Build>('lists', 'first', 'end');
/** Of more elements, each array would be a long literal, and each list a short one. */
const MAX_WIDTH = 16;

function literalBuilder(
  lists: readonly ArrayLike<unknown>[],
): (first: number, end: number) => unknown[][] {
  const isMany = (lists[0]?.length ?? 0) >= WORTH_COMPILING && lists.length <= MAX_WIDTH;
  const width = lists.length;
  const build = isMany ? builders.get(String(width), () => bodyOf(width)) : undefined;
  if (build !== undefined) return (first, end) => build(lists, first, end);
  return (first, end) =>
    Array.from({ length: end - first }, (_, i) => lists.map((list) => list[first + i]));
}

function bodyOf(width: number): string {
  const names = Array.from({ length: width }, (_, i) => `l${i}`);
  return `
    const [${names.join()}] = lists;
    const arrays = new Array(end - first);
    for (let row = first; row < end; row += 1)
      arrays[row - first] = [${names.map((name) => `${name}[row]`).join()}];
    return arrays;`;
}
