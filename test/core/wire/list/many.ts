/** Lists for tests, and what becomes of them. */
import { ARRAYS, type PackedArrays } from '#dist/core/wire/list/arrays.js';
import { COLUMNS, type Columns } from '#dist/core/wire/list/columns.js';
import type { PackedList, PartLists } from '#dist/core/wire/list/kind.js';
import { packInner, packObjects } from '#dist/core/wire/list/objects.js';
import { ByteWriter } from '#dist/core/wire/bytes.js';
import { writeList } from '#dist/core/wire/list/kinds.js';

/** Enough of them to be looked at. */
export function many<T>(make: (at: number) => T, length = 100): T[] {
  return Array.from({ length }, (_, at) => make(at));
}

const PARTS = {
  packInner: (values, nesting) => packInner(values, { nesting, parts: PARTS }),
} as PartLists; // to pack takes no more

/** `undefined` if they are left to structured clone. */
export function packed(values: readonly unknown[]): PackedList | undefined {
  return packObjects(values as unknown[], PARTS);
}

/** If they are taken apart as objects of one shape. */
export function toColumns(values: readonly unknown[]): Columns | undefined {
  const list = packed(values);
  return list?.kind === COLUMNS ? (list.packed as Columns) : undefined;
}

/** If they are taken apart as arrays. */
export function toArrays(values: readonly unknown[]): PackedArrays | undefined {
  const list = packed(values);
  return list?.kind === ARRAYS ? (list.packed as PackedArrays) : undefined;
}

/** Whether nothing of the list was left to structured clone. */
export function isPacked(values: readonly unknown[]): boolean {
  const out = new ByteWriter();
  writeList(out, values);
  return out.remainder.length === 0;
}
