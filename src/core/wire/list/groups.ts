/**
 * Lists of values of several kinds: which group each is in, and a list for each group.
 *
 *    [{ a: 1 }, { a: 2, b: 3 }, null, { a: 4 }, …]   ◄──►   3 4 1 3 … · a: 1 4 … · a: 2 …, b: 3 …
 */
import { UnreadableList } from '../unreadable.ts';
import type { Source } from '../sink.ts';
import { EMPTY, FIRST_GROUP, MAX_GROUPS, NULL } from './grouping.ts';
import { inBlocks } from './in-blocks.ts';
import type { Column, PartLists, WireKind } from './kind.ts';
import { built, builtIfFew, builtPart, UnbuiltItems } from './unbuilt-items.ts';

export interface Groups {
  readonly codes: Int32Array;
  readonly lists: readonly Column[];
}

export const GROUPS: WireKind<Groups> = {
  tag: 9,
  write(out, { codes, lists }, parts) {
    parts.writeAny(out, codes);
    out.count(lists.length);
    for (const list of lists) parts.writeAny(out, list);
  },
  read: (from, parts) => built(readGroups(from, parts)),
  readUnbuilt: (from, parts) => builtIfFew(readGroups(from, parts)),
};

type AnyList = UnbuiltItems | ArrayLike<unknown>;

function readGroups(from: Source, parts: PartLists): UnbuiltItems | UnreadableList {
  const codes = parts.read(from);
  const count = from.count();
  if (count > MAX_GROUPS) throw new RangeError(`there are not so many groups as ${count}`);
  const lists = Array.from({ length: count }, () => parts.readInner(from));
  const places = placesOf(codes, lists);
  const unreadable = lists.find((list) => list instanceof UnreadableList);
  if (unreadable !== undefined) return new UnreadableList(codes.length, unreadable.cause);
  const all = { codes: codes as ArrayLike<number>, places, lists }; // `placesOf` has looked at them
  return new UnbuiltItems(codes.length, (first, end) => build(all, first, end), [codes, ...lists]);
}

/** For each value its place in the list of its group. @throws RangeError if the lists are not as long as that */
function placesOf(codes: ArrayLike<unknown>, lists: readonly AnyList[]): Int32Array {
  const places = new Int32Array(codes.length);
  const counts = new Int32Array(lists.length);
  inBlocks(0, places.length, (from, to) => {
    for (let i = from; i < to; i += 1) {
      const code = codes[i] as number;
      if (!Number.isInteger(code) || code < 0 || code >= FIRST_GROUP + counts.length)
        throw new RangeError('a value is in no group');
      const group = code - FIRST_GROUP;
      if (group < 0) continue;
      places[i] = counts[group] as number; // in range
      counts[group] = (counts[group] as number) + 1;
    }
  });
  if (lists.some(({ length }, group) => length !== counts[group]))
    throw new RangeError('the groups of a list are not as long as they should be');
  return places;
}

interface All {
  readonly codes: ArrayLike<number>;
  readonly places: Int32Array;
  readonly lists: readonly AnyList[];
}

function build(all: All, first: number, end: number): unknown[] {
  const { places, lists } = all;
  const { starts, ends } = rangesOf(all, first, end);
  const skipped = new Int32Array(lists.length);
  const pieces = lists.map((list, group) => {
    const start = starts[group] as number; // in range, as the others
    const piece = start < 0 ? [] : builtPart(list, start, ends[group] as number);
    if (piece !== list) skipped[group] = start;
    return piece;
  });
  const values = new Array<unknown>(end - first);
  const of = { codes: all.codes, places, pieces, skipped };
  inBlocks(first, end, (from, to) => put(values, of, { first, from, to }));
  return values;
}

interface Pieces {
  readonly codes: ArrayLike<number>;
  readonly places: Int32Array;
  /** Of each group a part, and how many of the group are before it. */
  readonly pieces: readonly ArrayLike<unknown>[];
  readonly skipped: Int32Array;
}

interface Rows {
  readonly first: number;
  readonly from: number;
  readonly to: number;
}

function put(
  values: unknown[],
  { codes, places, pieces, skipped }: Pieces,
  { first, from, to }: Rows,
): void {
  for (let at = from; at < to; at += 1) {
    const code = codes[at] as number; // all are in range
    const group = code - FIRST_GROUP;
    values[at - first] =
      group < 0
        ? withoutGroup(code)
        : pieces[group]?.[(places[at] as number) - (skipped[group] as number)];
  }
}

function withoutGroup(code: number): unknown {
  if (code === EMPTY) return {};
  return code === NULL ? null : undefined;
}

/** Of each group the places that the rows have there; -1 if none has. */
function rangesOf(
  { codes, places, lists }: All,
  first: number,
  end: number,
): { readonly starts: Int32Array; readonly ends: Int32Array } {
  const starts = new Int32Array(lists.length).fill(-1);
  const ends = new Int32Array(lists.length);
  inBlocks(first, end, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const group = (codes[row] as number) - FIRST_GROUP; // all are in range
      if (group < 0) continue;
      if (starts[group] === -1) starts[group] = places[row] as number;
      ends[group] = (places[row] as number) + 1;
    }
  });
  return { starts, ends };
}
