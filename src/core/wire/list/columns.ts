/**
 * Lists of plain objects of one shape, taken apart into columns:
 *
 *    [{ id: 1, at: { x: 0 } }, { id: 2, at: { x: 5 } }, …]   ◄──►   id 1 2 …  ·  at: x 0 5 …
 *
 * A structured clone writes the names again for every object and reads them one by one, five times
 * slower; and a column of numbers packs. What the objects have under one key may be such objects as well, short arrays,
 * dates or small views.
 *
 * Exact: only lists are taken apart whose objects arrive as structured clone would leave each of them. They must have
 * the same own properties in the same order, all of them values that can be in columns and no accessors, and no class; and no
 * object twice. Everything else is left to structured clone, errors included.
 */
import { UnreadableList } from '../unreadable.ts';
import { gatherRows, mayGather } from './gather-rows.ts';
import type { Source } from '../sink.ts';
import { ARRAYS, toArrays } from './arrays.ts';
import { DATES, isPlainDate, toTimes } from './dates.ts';
import type { ListKind, PackedList, PartLists } from './kind.ts';
import { Nesting } from './nesting.ts';
import { isPackedNumbers, type PackedNumbers, ValueList } from './numbers.ts';
import { marksOf, OPTIONAL } from './optional.ts';
import {
  hasUnseenAccessor,
  isMissing,
  isObject,
  isPlain,
  isPrimitive,
  isPrototypePolluted,
  mayHaveAccessor,
  plainKeys,
} from './plain.ts';
import { rowBuilder } from './rows.ts';
import { built, builtIfFew, UnbuiltItems } from './unbuilt-items.ts';
import { isSmallView, memoriesOf, toViews, VIEWS } from './views.ts';

/** `columns[i][row]` is the value of `keys[i]` in that row. Those of many numbers are packed, and those of objects taken apart. */
export interface Columns {
  readonly keys: readonly string[];
  readonly columns: readonly Column[];
}

type Values = unknown[] | PackedNumbers;
type Column = Values | PackedList;

export const COLUMNS: ListKind<Columns> = {
  tag: 6,
  fits: (rows) => toColumns(rows),
  write(out, { keys, columns }, parts) {
    out.count(keys.length);
    for (const key of keys) out.text(key);
    for (const column of columns) {
      if ('kind' in column) parts.write(out, column);
      else parts.writeAny(out, column);
    }
  },
  read: (from, parts) => built(readColumns(from, parts)),
  readUnbuilt: (from, parts) => builtIfFew(readColumns(from, parts)),
};

function readColumns(from: Source, parts: PartLists): UnbuiltItems | UnreadableList {
  const keys: string[] = [];
  for (let left = from.count(); left > 0; left -= 1) keys.push(from.text());
  const columns = keys.map(() => parts.readInner(from));
  const length = columns[0]?.length ?? 0;
  if (columns.some((column) => column.length !== length))
    throw new RangeError('the columns of a list differ in length');
  const unreadable = columns.find((column) => column instanceof UnreadableList);
  if (unreadable !== undefined) return unreadable;
  const ofObjects = columns.map((column) => column instanceof UnbuiltItems);
  const build = rowBuilder(keys, length, ofObjects);
  return new UnbuiltItems(
    length,
    (first, end) => build(columns.map(builtFrom(first, end)), first, end),
    columns,
  );
}

/** Objects are built with those that have them, some at a time. */
function builtFrom(first: number, end: number): (column: AnyColumn) => ArrayLike<unknown> {
  return (column) => (column instanceof UnbuiltItems ? column.build(first, end) : column);
}

type AnyColumn = UnbuiltItems | ArrayLike<unknown>;

/** The columns of `rows`, unless only structured clone can do them justice. */
export function toColumns(
  rows: ArrayLike<unknown>,
  nesting: Nesting = new Nesting(),
): Columns | undefined {
  const first = rows[0];
  if (isPrototypePolluted() || !isPlain(first) || !nesting.isPromisingObject(first))
    return undefined;
  const keys = plainKeys(first) ?? [];
  const lists = keys.map(() => new ValueList(rows.length));
  const { row, read } = takeAllApart(rows, { keys, lists, nesting });
  const isWhole = read === ALIKE;
  const last = isWhole ? { row: rows.length - 1, read: keys.length } : { row, read };
  nesting.noteRead(() => keepWhatWasRead(rows as unknown[], { ...last, keys, columns: lists }));
  const columns = isWhole ? objectsApart(lists, nesting) : undefined;
  return columns === undefined ? nesting.giveUp() : { keys, columns };
}

/** Takes apart the columns that hold objects; `undefined` if one cannot be, or not all of it. */
function objectsApart(lists: readonly ValueList[], nesting: Nesting): Column[] | undefined {
  const all: Column[] = [];
  for (const list of lists) {
    const values = list.take();
    const column = isPackedNumbers(values) ? values : columnOf(values, nesting);
    if (column === undefined) return undefined;
    all.push(column);
  }
  return all;
}

function columnOf(values: unknown[], nesting: Nesting): Column | undefined {
  if (!values.some(isObject)) return values;
  if (nesting.meetsAgain(values)) return undefined;
  const objects = values.filter(isObject);
  if (objects.length === values.length) return listOfObjects(values, nesting.deeper());
  if (!values.every((value) => isObject(value) || isMissing(value))) return undefined;
  nesting.noteRead(() => putBack(values, objects));
  const there = listOfObjects(objects, nesting.deepest());
  return there && { kind: OPTIONAL, packed: { marks: marksOf(values), there } };
}

function putBack(values: unknown[], objects: readonly unknown[]): void {
  let at = 0;
  for (const [row, value] of values.entries()) {
    if (!isObject(value)) continue;
    values[row] = objects[at];
    at += 1;
  }
}

function listOfObjects(objects: unknown[], nesting: Nesting): PackedList | undefined {
  if (isPlainDate(objects[0])) {
    const packed = toTimes(objects);
    return packed && { kind: DATES, packed };
  }
  if (Array.isArray(objects[0])) {
    const packed = toArrays(objects, nesting);
    return packed && { kind: ARRAYS, packed };
  }
  if (isSmallView(objects[0])) {
    // Two views of one memory have to stay that. Where objects may be missing it cannot be told.
    const packed = nesting.mayHoldObjects ? toViews(objects) : undefined;
    const isAlone = packed !== undefined && !nesting.meetsAgain(memoriesOf(objects));
    return isAlone ? { kind: VIEWS, packed } : undefined;
  }
  const packed = toColumns(objects, nesting);
  return packed && { kind: COLUMNS, packed };
}

/** Puts the values of all rows into their columns; or says of which row so many were read, as it is not like the others. */
function takeAllApart(
  rows: ArrayLike<unknown>,
  into: Into,
): { readonly row: number; readonly read: number } {
  const { keys, lists, nesting } = into;
  const shape = { keys, mayHaveAccessor, mayHoldObjects: nesting.mayHoldObjects };
  let row = 0;
  while (row < rows.length) {
    const read = takeApart(rows[row], row, into);
    if (read !== ALIKE) return { row, read };
    row += 1;
    if (!mayGather(rows.length - row)) continue;
    const stop = gatherRows(rows, row, lists, shape);
    if (stop.isUnfit) return { row: stop.row, read: keys.length };
    row = stop.row;
  }
  return { row, read: ALIKE };
}

const ALIKE = -1;

interface Into {
  readonly keys: readonly string[];
  readonly lists: readonly ValueList[];
  readonly nesting: Nesting;
}

/** Puts the values of one object into their columns. If it is not like the first: how many of them were read. */
function takeApart(object: unknown, row: number, { keys, lists, nesting }: Into): number {
  if (!isPlain(object) || mayHaveAccessor(object, row)) return 0;
  let i = 0;
  for (const key in object) {
    if (key !== keys[i]) return i;
    const value = object[key];
    (lists[i] as ValueList).set(row, value); // there are as many as keys
    i += 1;
    if (!isPrimitive(value) && !(nesting.mayHoldObjects && isObject(value))) return i;
  }
  return i === keys.length ? ALIKE : i;
}

interface Reads {
  /** The first that is not like the others, of which so many values were read. */
  readonly row: number;
  readonly read: number;
  readonly keys: readonly string[];
  readonly columns: readonly ValueList[];
}

/**
 * Structured clone will read all rows again. Getters must not run twice, so objects that have some, or hold some that gave way,
 * give way to what was read of them: the list is the pool's own.
 */
function keepWhatWasRead(rows: unknown[], { row, read, keys, columns }: Reads): void {
  const lists = columns.map((column) => column.takeFirst(row + 1));
  for (let at = 0; at <= row; at += 1) {
    const count = at === row ? read : keys.length;
    const object = rows[at] as Record<string, unknown>; // of those rows something was read
    if (count === 0) continue;
    const isGetter = hasUnseenAccessor(object, at);
    if (!isGetter && !keys.some((key, i) => i < count && isOther(lists[i]?.[at], object[key])))
      continue;
    rows[at] = Object.fromEntries(
      Object.keys(object).map((key, i) => [key, i < count ? lists[i]?.[at] : object[key]]),
    );
  }
}

function isOther(read: unknown, now: unknown): boolean {
  return isObject(read) && read !== now;
}
