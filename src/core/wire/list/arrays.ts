/**
 * Lists of short arrays: by their places if all have as many elements, else one after the other.
 *
 *    [[1, 'a'], [2, 'b'], …]    ◄──►   1 2 … · 'a' 'b' …
 *    [['x'], [], ['y', 'z'], …] ◄──►   1 0 2 … · 'x' 'y' 'z' …
 *
 * A structured clone makes each of them grow element by element. Exact, as columns are: without holes, names and classes.
 * Elements that are objects are taken apart as well (`objects.ts`).
 */
import { UnreadableList } from '../unreadable.ts';
import type { Source } from '../sink.ts';
import { Compiled, WORTH_COMPILING } from './compiled.ts';
import { packEach } from './columns.ts';
import type { Column, PackedList, PartLists, Where, WireKind } from './kind.ts';
import { inBlocks } from './in-blocks.ts';
import { startsOf } from './lengths.ts';
import type { Nesting } from './nesting.ts';
import { ValueList } from './numbers.ts';
import {
  hasUnseenAccessor,
  isHole,
  isObject,
  isPlainArray,
  isPrimitive,
  mayHaveAccessor,
} from './plain.ts';
import { built, builtIfFew, builtPart, UnbuiltItems } from './unbuilt-items.ts';

export interface PackedArrays {
  /** How many elements each has; absent if all have as many as there are lists. */
  readonly lengths?: Int32Array;
  /** The elements at each place; or, with lengths, one list of all. */
  readonly lists: readonly Column[];
}

export const ARRAYS: WireKind<PackedArrays> = {
  tag: 8,
  write(out, { lengths, lists }, parts) {
    out.count(lengths === undefined ? lists.length : 0);
    if (lengths !== undefined) parts.writeAny(out, lengths);
    for (const list of lists) parts.writeAny(out, list);
  },
  read: (from, parts) => built(readArrays(from, parts)),
  readUnbuilt: (from, parts) => builtIfFew(readArrays(from, parts)),
};

/** `undefined` if only structured clone can do them justice. */
export function packArrays(values: unknown[], { nesting, parts }: Where): PackedList | undefined {
  const lengths = lengthsOf(values, nesting);
  if (lengths === undefined) return nesting.giveUp();
  const isUniform = typeof lengths === 'number';
  const { mayHoldObjects } = nesting;
  const { isWhole, lists } = isUniform
    ? byPlace(values, lengths, mayHoldObjects)
    : oneByOne(values, sum(lengths), mayHoldObjects);
  nesting.noteRead(() => keepWhatWasRead(values, lists));
  if (!isWhole) return nesting.giveUp();
  const inner = isUniform ? nesting.deeper() : nesting.within(ownersOf(lengths));
  const taken = lists.map((list) => list.take());
  const columns = packEach(taken, { nesting: inner, parts });
  if (columns === undefined) return nesting.giveUp();
  const packed: PackedArrays = isUniform ? { lists: columns } : { lengths, lists: columns };
  return { kind: ARRAYS, packed };
}

/** What was read of arrays, up to the first element that cannot be in a list. */
interface ReadArrays {
  readonly lists: readonly ReadList[];
  readonly isWhole: boolean;
}

/** A list of which so many values are read. */
class ReadList extends ValueList {
  count = 0;

  /** Whether more may be read: the element is one that may be in a list. */
  add(array: readonly unknown[], at: number, mayBeObject: boolean): boolean {
    const value = array[at];
    this.set(this.count, value);
    this.count += 1;
    if (value === undefined) return !isHole(array, at);
    return isPrimitive(value) || (mayBeObject && isObject(value));
  }

  addAll(array: readonly unknown[], mayBeObjects: boolean): boolean {
    let isWhole = true;
    inBlocks(0, array.length, (from, to) => {
      for (let at = from; isWhole && at < to; at += 1) isWhole = this.add(array, at, mayBeObjects);
    });
    return isWhole;
  }
}

function byPlace(arrays: ArrayLike<unknown>, width: number, mayBeObjects: boolean): ReadArrays {
  const lists = Array.from({ length: width }, () => new ReadList(arrays.length));
  for (let i = 0; i < arrays.length; i += 1) {
    const array = arrays[i] as readonly unknown[]; // looked at before
    for (let j = 0; j < width; j += 1)
      if (!(lists[j] as ReadList).add(array, j, mayBeObjects)) return { lists, isWhole: false };
  }
  return { lists, isWhole: true };
}

function oneByOne(arrays: readonly unknown[], total: number, mayBeObjects: boolean): ReadArrays {
  const list = new ReadList(total);
  const isWhole = arrays.every((array) => list.addAll(array as unknown[], mayBeObjects)); // looked at before
  return { lists: [list], isWhole };
}

/** No element is read. */
function lengthsOf(values: ArrayLike<unknown>, nesting: Nesting): number | Int32Array | undefined {
  const first = values[0];
  if (!isPlainArray(first) || !nesting.isPromisingArray(first)) return undefined;
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

/** Of each element the array that has it. */
function ownersOf(lengths: Int32Array): Int32Array {
  const owners = new Int32Array(sum(lengths));
  let at = 0;
  for (let i = 0; i < lengths.length; i += 1) {
    const end = at + (lengths[i] as number); // in range
    owners.fill(i, at, end);
    at = end;
  }
  return owners;
}

/** As with columns: a getter must not run twice. Arrays that have some, or hold some that gave way, give way to what was read of them. */
function keepWhatWasRead(arrays: unknown[], lists: readonly ReadList[]): void {
  const read = lists.map((list) => list.takeFirst(list.count).values());
  for (let i = 0; i < arrays.length; i += 1) {
    const array = arrays[i] as readonly unknown[];
    const known = Array.from(array.keys(), (j) => (read[j] ?? read[0])?.next());
    const isOther = (one: (typeof known)[number], j: number): boolean =>
      one?.done === false && isObject(one.value) && one.value !== array[j];
    if (!hasUnseenAccessor(array, i) && !known.some(isOther)) continue;
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
  const lists = Array.from({ length: Math.max(width, 1) }, () => parts.readInner(from));
  const starts = lengths === undefined ? undefined : startsOf(lengths);
  const [list = []] = lists;
  const count = lengths?.length ?? list.length;
  const listLength = starts?.[count] ?? count;
  if (lists.some(({ length }) => length !== listLength))
    throw new RangeError(`the elements of ${count} arrays are not as many as they have`);
  const unreadable = lists.find((one) => one instanceof UnreadableList);
  if (unreadable !== undefined) return new UnreadableList(count, unreadable.cause);
  const build =
    starts === undefined
      ? literalBuilder(lists, count)
      : (first: number, end: number) => slices(list, starts, { first, end });
  return new UnbuiltItems(count, build, lists);
}

type AnyList = UnbuiltItems | ArrayLike<unknown>;

interface Rows {
  readonly first: number;
  readonly end: number;
}

function slices(list: AnyList, starts: Float64Array, { first, end }: Rows): unknown[][] {
  const from = starts[first] as number; // in range, as all of them
  const flat = builtPart(list, from, starts[end] as number);
  const skipped = flat === list ? 0 : from;
  const arrays = new Array<unknown[]>(end - first);
  for (let row = first; row < end; row += 1) {
    const start = starts[row] as number;
    const array = new Array<unknown>((starts[row + 1] as number) - start); // exactly: one that grows has room for sixteen more
    inBlocks(0, array.length, (at, to) => {
      for (let i = at; i < to; i += 1) array[i] = flat[start - skipped + i];
    });
    arrays[row - first] = array;
  }
  return arrays;
}

type Build = (lists: readonly ArrayLike<unknown>[], first: number, end: number) => unknown[][];

const builders = new Compiled<Build>('lists', 'first', 'end');
/** Of more elements, each array would be a long literal, and each list a short one. */
const MAX_WIDTH = 16;

function literalBuilder(
  lists: readonly AnyList[],
  count: number,
): (first: number, end: number) => unknown[][] {
  const isMany = count >= WORTH_COMPILING && lists.length <= MAX_WIDTH;
  const marks = lists.map((list) => (list instanceof UnbuiltItems ? 'o' : 'v')).join('');
  const build = isMany ? builders.get(marks, () => bodyOf(marks)) : undefined;
  return (first, end) => {
    const parts = lists.map((list) => builtPart(list, first, end));
    if (build !== undefined) return build(parts, first, end);
    return Array.from({ length: end - first }, (_, i) =>
      parts.map((part, at) => part[part === lists[at] ? first + i : i]),
    );
  };
}

/** `marks`: which of the lists begin with the first array that is built. */
function bodyOf(marks: string): string {
  const names = Array.from(marks, (_, i) => `l${i}`);
  const elements = names.map((name, i) => `${name}[row${marks[i] === 'o' ? ' - first' : ''}]`);
  return `
    const [${names.join()}] = lists;
    const arrays = new Array(end - first);
    for (let row = first; row < end; row += 1)
      arrays[row - first] = [${elements.join()}];
    return arrays;`;
}
