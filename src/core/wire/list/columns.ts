/**
 * Lists of plain objects of one shape, taken apart into columns:
 *
 *    [{ id: 1, at: { x: 0 } }, { id: 2, at: { x: 5 } }, …]   ◄──►   id 1 2 …  ·  at: x 0 5 …
 *
 * A structured clone writes the names again for every object and reads them one by one, five times
 * slower; and a column of numbers packs. What the objects have under one key may be objects as well (`objects.ts`).
 *
 * Exact: only lists are taken apart whose objects arrive as structured clone would leave each of them. They must have
 * the same own properties in the same order, all of them values that can be in columns and no accessors, and no class; and no
 * object twice. Everything else is left to structured clone, errors included.
 */
import { UnreadableList } from '../unreadable.ts';
import { gatherRows, mayGather } from './gather-rows.ts';
import type { Source } from '../sink.ts';
import type { Column, PackedList, PackedNumbers, PartLists, Where, WireKind } from './kind.ts';
import type { Nesting } from './nesting.ts';
import { ValueList } from './numbers.ts';
import {
  hasUnseenAccessor,
  isObject,
  isPlain,
  isPrimitive,
  mayHaveAccessor,
  plainKeys,
} from './plain.ts';
import { rowBuilder } from './rows.ts';
import { built, builtIfFew, builtPart, UnbuiltItems } from './unbuilt-items.ts';

/** `columns[i][row]` is the value of `keys[i]` in that row. */
export interface Columns {
  readonly keys: readonly string[];
  readonly columns: readonly Column[];
}

export const COLUMNS: WireKind<Columns> = {
  tag: 6,
  write(out, { keys, columns }, parts) {
    out.count(keys.length);
    for (const key of keys) out.text(key);
    for (const column of columns) parts.writeAny(out, column);
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
    (first, end) =>
      build(
        columns.map((column) => builtPart(column, first, end)),
        first,
        end,
      ),
    columns,
  );
}

/** Objects of one shape, as far as they have been taken apart. */
export class Table {
  readonly keys: readonly string[];
  /** How many are taken apart. */
  count = 0;
  readonly #lists: readonly ValueList[];
  readonly #mayHoldObjects: boolean;
  /** The next one has been read, and cannot be taken apart. */
  #isNextRead = false;

  private constructor(keys: readonly string[], length: number, mayHoldObjects: boolean) {
    this.keys = keys;
    this.#lists = keys.map(() => new ValueList(length));
    this.#mayHoldObjects = mayHoldObjects;
  }

  /** For `length` objects like `first`; `undefined` if they cannot be taken apart. */
  static of(first: unknown, length: number, nesting: Nesting): Table | undefined {
    if (!isPlain(first) || !nesting.isPromisingObject(first)) return undefined;
    const keys = plainKeys(first);
    return keys && new Table(keys, length, nesting.mayHoldObjects);
  }

  /** Whether it has all of `rows`, or can take no more. */
  isAtEnd(rows: ArrayLike<unknown>): boolean {
    return this.count === rows.length || this.#isNextRead;
  }

  /** Takes `rows` apart from where it stopped, as far as they are of this shape. */
  take(rows: ArrayLike<unknown>): void {
    const shape = { keys: this.keys, mayHaveAccessor, mayHoldObjects: this.#mayHoldObjects };
    while (!this.isAtEnd(rows) && this.#takeNext(rows[this.count])) {
      if (!mayGather(rows.length - this.count)) continue;
      const stop = gatherRows(rows, this.count, this.#lists, shape);
      this.count = stop.row;
      this.#isNextRead = stop.isUnfit;
    }
  }

  #takeNext(object: unknown): boolean {
    const { keys, count } = this;
    if (!isPlain(object) || mayHaveAccessor(object, count) || !hasKeys(object, keys)) return false;
    let isFit = true;
    for (let i = 0; i < keys.length; i += 1) {
      const value = object[keys[i] as string]; // in range
      (this.#lists[i] as ValueList).set(count, value); // there are as many as keys
      if (!isPrimitive(value) && !(this.#mayHoldObjects && isObject(value))) isFit = false;
    }
    if (isFit) this.count += 1;
    else this.#isNextRead = true;
    return isFit;
  }

  /** What was made of `rows`; `undefined` if not all of them could be taken apart. */
  finish(rows: unknown[], { nesting, parts }: Where): PackedList | undefined {
    nesting.noteRead(() => this.#keepWhatWasRead(rows));
    if (this.count < rows.length) return nesting.giveUp();
    const lists = this.#lists.map((list) => list.takeSome(this.count));
    const columns = packEach(lists, { nesting: nesting.deeper(), parts });
    if (columns === undefined) return nesting.giveUp();
    return { kind: COLUMNS, packed: { keys: this.keys, columns } satisfies Columns };
  }

  /**
   * Structured clone will read all rows again. Getters must not run twice, so objects that have some, or hold some that gave way,
   * give way to what was read of them: the list is the pool's own.
   */
  #keepWhatWasRead(rows: unknown[]): void {
    const count = this.count + (this.#isNextRead ? 1 : 0);
    const lists = this.#lists.map((list) => list.takeFirst(count));
    for (let at = 0; at < count; at += 1) {
      const object = rows[at] as Record<string, unknown>; // it was read
      const isOther = (key: string, i: number): boolean =>
        isObject(lists[i]?.[at]) && lists[i]?.[at] !== object[key];
      if (!hasUnseenAccessor(object, at) && !this.keys.some(isOther)) continue;
      rows[at] = Object.fromEntries(this.keys.map((key, i) => [key, lists[i]?.[at]]));
    }
  }
}

/** The lists that another is made of; `undefined` if one of them cannot be taken apart. */
export function packEach(
  lists: readonly (unknown[] | PackedNumbers)[],
  { nesting, parts }: Where,
): Column[] | undefined {
  const columns: Column[] = [];
  for (const list of lists) {
    const column = parts.packInner(list, nesting);
    if (column === undefined) return undefined;
    columns.push(column);
  }
  return columns;
}

/** In this order, and no others. */
function hasKeys(object: object, keys: readonly string[]): boolean {
  let at = 0;
  for (const key in object) {
    if (key !== keys[at]) return false;
    at += 1;
  }
  return at === keys.length;
}
