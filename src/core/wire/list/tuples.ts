/**
 * The arguments of several calls, `[[1, 'a'], [2, 'b'], …]`: lists of one length, written as one long list of
 * all that is in them, if that is of a kind of its own. `apply` sends one such list, `starmap` many.
 *
 * Only for arguments: a hole in such a list becomes `undefined`, which is the same to the function that is
 * called with it, but not to one that gets the list as a value.
 */
import { UnreadableList } from '../unreadable.ts';
import type { Source } from '../sink.ts';
import type { ListKind, PackedList, PartLists } from './kind.ts';
import { MANY_ITEMS, UnbuiltItems } from './unbuilt-items.ts';

interface PackedTuples {
  readonly width: number;
  readonly flat: PackedList;
}

export const TUPLES: ListKind<PackedTuples> = {
  tag: 5,
  fits(tuples, parts) {
    const width = commonLength(tuples);
    const flat = width === 0 ? undefined : parts.pack(flatten(tuples as ArrayLike<unknown[]>));
    return flat && { width, flat };
  },
  write(out, { width, flat }, parts) {
    out.count(width);
    parts.write(out, flat);
  },
  read(from, parts) {
    return listOf(readFlat(from, parts));
  },
  readUnbuilt(from, parts) {
    const tuples = readFlat(from, parts);
    const { width, flat } = tuples;
    if (flat.length < MANY_ITEMS * width) return listOf(tuples);
    const build = (first: number, end: number): unknown[][] =>
      tuplesOf(flat, width, first * width, end * width);
    return new UnbuiltItems(flat.length / width, build, [flat]);
  },
};

interface Flat {
  readonly width: number;
  readonly flat: ArrayLike<unknown>;
}

function readFlat(from: Source, parts: PartLists): Flat {
  const width = from.small();
  const flat = parts.read(from);
  if (width === 0 || flat.length % width !== 0 || flat instanceof UnreadableList)
    throw new RangeError(`${flat.length} values are no tuples of ${width}`);
  return { width, flat };
}

function listOf({ width, flat }: Flat): unknown[][] {
  if (width === flat.length) return [Array.isArray(flat) ? flat : Array.from(flat)];
  return tuplesOf(flat, width, 0, flat.length);
}

function tuplesOf(flat: ArrayLike<unknown>, width: number, from: number, to: number): unknown[][] {
  const tuples: unknown[][] = [];
  for (let at = from; at < to; at += width) {
    const tuple: unknown[] = [];
    for (let i = at; i < at + width; i += 1) tuple.push(flat[i]);
    tuples.push(tuple);
  }
  return tuples;
}

/** The length that all tuples have; 0 if they have none in common, or are no arrays. */
function commonLength(tuples: ArrayLike<unknown>): number {
  const first = tuples[0];
  if (!Array.isArray(first)) return 0;
  for (let i = 1; i < tuples.length; i += 1) {
    const tuple = tuples[i];
    if (!Array.isArray(tuple) || tuple.length !== first.length) return 0;
  }
  return first.length;
}

/** Each value is read once, by its index: `flat()` would leave holes out. */
function flatten(tuples: ArrayLike<unknown[]>): unknown[] {
  // Of one call, the usual case, exactly: a list that grows has room for sixteen more.
  const flat = tuples.length === 1 ? new Array<unknown>(tuples[0]?.length ?? 0) : [];
  let at = 0;
  for (let i = 0; i < tuples.length; i += 1) {
    const tuple = tuples[i] as unknown[]; // in range
    for (let j = 0; j < tuple.length; j += 1) flat[at++] = tuple[j];
  }
  return flat;
}
