import type { Columns } from '#dist/core/wire/list/columns.js';
import { rowBuilder } from '#dist/core/wire/list/rows.js';

/** All rows of some columns, of which none is one of objects. */
export function buildRows(
  keys: readonly string[],
  columns: Columns['columns'],
  length: number,
): object[] {
  return rowBuilder(keys, length)(columns as readonly ArrayLike<unknown>[], 0, length);
}
