/**
 * Lists of plain objects of one shape, taken apart into columns:
 *
 *    [{ id: 1, ok: true }, { id: 2, ok: false }, …]   ◄──►   id 1 2 …  ·  ok true false …
 *
 * A structured clone writes the names again for every object and reads them one by one, five times
 * slower; and a column of numbers packs.
 *
 * Exact: only lists are taken apart whose objects arrive as structured clone would leave each of them. They must have
 * the same own properties in the same order, all of them primitive values and no accessors, and no class. Everything
 * else is left to structured clone, errors included.
 */
import { types } from 'node:util';
import { UnreadableList } from '../unreadable.ts';
import { gatherRows, mayGather } from './gather-rows.ts';
import type { Source } from '../sink.ts';
import type { ListKind, PartLists } from './kind.ts';
import type { PackedNumbers } from './numbers.ts';
import { rowBuilder } from './rows.ts';
import { MANY_ITEMS, UnbuiltItems } from './unbuilt-items.ts';
import { ValueList } from './numbers.ts';

/** `columns[i][row]` is the value of `keys[i]` in that row. Those of many numbers are packed. */
export interface Columns {
  readonly keys: readonly string[];
  readonly columns: readonly (unknown[] | PackedNumbers)[];
}

/** For fewer it is not worth looking. */
const MIN_ROWS = 16;
/**
 * To look for accessors takes ten times as long as to read a value. Rows that are alike in all else come
 * from the same line of the program and have them or not, so one row in so many is looked at.
 */
const LOOK_EVERY = 16;
/** Wider rows are rare, and a clone's cost for each of them is mostly that of their values. */
const MAX_KEYS = 64;

export const COLUMNS: ListKind<Columns> = {
  tag: 6,
  fits: toColumns,
  write(out, { keys, columns }, parts) {
    out.count(keys.length);
    for (const key of keys) out.text(key);
    for (const column of columns) parts.writeAny(out, column);
  },
  read(from, parts) {
    const rows = readColumns(from, parts);
    return rows instanceof UnbuiltItems ? rows.buildAll() : rows;
  },
  readUnbuilt(from, parts) {
    const rows = readColumns(from, parts);
    return rows instanceof UnbuiltItems && rows.length < MANY_ITEMS ? rows.buildAll() : rows;
  },
};

function readColumns(from: Source, parts: PartLists): UnbuiltItems | UnreadableList {
  const keys: string[] = [];
  for (let left = from.count(); left > 0; left -= 1) keys.push(from.text());
  const columns = keys.map(() => parts.read(from));
  const length = columns[0]?.length ?? 0;
  if (columns.some((column) => column.length !== length))
    throw new RangeError('the columns of a list differ in length');
  const unreadable = columns.find((column) => column instanceof UnreadableList);
  if (unreadable !== undefined) return unreadable;
  const build = rowBuilder(keys, length);
  return new UnbuiltItems(length, (first, end) => build(columns, first, end), columns);
}

/** The columns of `rows`, unless only structured clone can do them justice. */
export function toColumns(rows: ArrayLike<unknown>): Columns | undefined {
  if (rows.length < MIN_ROWS || isPrototypePolluted()) return undefined;
  const first = rows[0];
  if (!isPlain(first)) return undefined;
  const keys = Object.keys(first);
  if (keys.length === 0 || keys.length > MAX_KEYS || keys.includes('__proto__')) return undefined;
  const lists = keys.map(() => new ValueList(rows.length));
  const { row, read } = takeAllApart(rows, keys, lists);
  if (read === ALIKE) return { keys, columns: lists.map((values) => values.take()) };
  keepWhatWasRead(rows as unknown[], { row, read, keys, columns: lists });
  return undefined;
}

/** Puts the values of all rows into their columns; or says of which row so many were read, as it is not like the others. */
function takeAllApart(
  rows: ArrayLike<unknown>,
  keys: readonly string[],
  lists: readonly ValueList[],
): { readonly row: number; readonly read: number } {
  const shape = { keys, mayHaveAccessor, isPrimitive };
  let row = 0;
  while (row < rows.length) {
    const read = takeApart(rows[row], row, keys, lists);
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

/** Puts the values of one object into their columns. If it is not like the first: how many of them were read. */
function takeApart(
  object: unknown,
  row: number,
  keys: readonly string[],
  columns: readonly ValueList[],
): number {
  if (!isPlain(object) || mayHaveAccessor(object, row)) return 0;
  let i = 0;
  for (const key in object) {
    if (key !== keys[i]) return i;
    const value = object[key];
    (columns[i] as ValueList).set(row, value); // there are as many as keys
    i += 1;
    if (!isPrimitive(value)) return i;
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
 * Structured clone will read all rows again. Getters must not run twice, so objects that have some give way to what was
 * read of them: the list is the pool's own.
 */
function keepWhatWasRead(rows: unknown[], { row, read, keys, columns }: Reads): void {
  const lists = columns.map((column) => column.takeFirst(row + 1));
  for (let at = 0; at <= row; at += 1) {
    const count = at === row ? read : keys.length;
    const object = rows[at] as Record<string, unknown>; // of those rows something was read
    if (count === 0 || at % LOOK_EVERY === 0 || !hasAccessor(object)) continue;
    rows[at] = Object.fromEntries(
      Object.keys(object).map((key, i) => [key, i < count ? lists[i]?.[at] : object[key]]),
    );
  }
}

/** What can be iterated is the `arguments` of a function, which cannot be cloned. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !types.isProxy(value) &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !(Symbol.iterator in value)
  );
}

function mayHaveAccessor(object: object, row: number): boolean {
  return row % LOOK_EVERY === 0 && hasAccessor(object);
}

/** To ask does not run it. */
function hasAccessor(object: object): boolean {
  return Object.keys(object).some(
    (key) => Object.getOwnPropertyDescriptor(object, key)?.get !== undefined,
  );
}

/** What can be in a column. A symbol cannot: to clone it is an error, for structured clone to raise. */
function isPrimitive(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'undefined':
    case 'bigint':
      return true;
    default:
      return value === null;
  }
}

/** Somebody has put a property that is enumerated into all objects. */
function isPrototypePolluted(): boolean {
  for (const _ in Object.prototype) return true;
  return false;
}
