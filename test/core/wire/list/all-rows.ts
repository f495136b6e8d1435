import { rowBuilder } from '#dist/core/wire/list/rows.js';

/** All rows of some columns. */
export function buildRows(
  keys: readonly string[],
  columns: readonly ArrayLike<unknown>[],
  length: number,
): object[] {
  return rowBuilder(keys, length)(columns, 0, length);
}
