/**
 * Lists of objects some of which are missing, `[{ x: 1 }, null, { x: 2 }, undefined, …]`: which are there, and a list of those.
 * Only within columns: as items or results they are left to structured clone.
 */
import { UnreadableList } from '../unreadable.ts';
import type { Source } from '../sink.ts';
import type { PackedList, PartLists, WireKind } from './kind.ts';
import { isObject } from './plain.ts';
import { built, UnbuiltItems } from './unbuilt-items.ts';

export interface Optional {
  /** Of each whether it is `undefined`, `null` or there: `true`. */
  readonly marks: readonly (undefined | null | true)[];
  readonly there: PackedList;
}

export const OPTIONAL: WireKind<Optional> = {
  tag: 9,
  write(out, { marks, there }, parts) {
    parts.writeAny(out, marks);
    parts.write(out, there);
  },
  read: (from, parts) => built(readOptional(from, parts)),
  readUnbuilt: readOptional,
};

export function marksOf(values: readonly unknown[]): Optional['marks'] {
  return values.map((value) => (isObject(value) ? true : (value as undefined | null))); // it is one of the two
}

function readOptional(from: Source, parts: PartLists): UnbuiltItems | UnreadableList {
  const marks = parts.read(from);
  const there = parts.readInner(from);
  const places = placesOf(marks);
  const count = places[marks.length] as number; // one more than marks
  if (there.length !== count)
    throw new RangeError(`there are ${there.length} objects, and places for ${count}`);
  if (there instanceof UnreadableList) return new UnreadableList(marks.length, there.cause);
  const build = (first: number, end: number): unknown[] => {
    const isUnbuilt = there instanceof UnbuiltItems;
    const skipped = isUnbuilt ? (places[first] as number) : 0;
    const objects = isUnbuilt ? there.build(skipped, places[end] as number) : there;
    const values = new Array<unknown>(end - first);
    for (let row = first; row < end; row += 1) {
      const isThere = marks[row] === true;
      values[row - first] = isThere ? objects[(places[row] as number) - skipped] : marks[row];
    }
    return values;
  };
  return new UnbuiltItems(marks.length, build, there instanceof UnbuiltItems ? [there] : []);
}

/** For each mark how many objects are before it; and how many there are. */
function placesOf(marks: ArrayLike<unknown>): Int32Array {
  const places = new Int32Array(marks.length + 1);
  for (let i = 0; i < marks.length; i += 1)
    places[i + 1] = (places[i] as number) + (marks[i] === true ? 1 : 0); // in range
  return places;
}
