/** Takes many objects apart, and says whether code may be made from strings here. */
import { toColumns } from '../many.ts';
import { isForbidden } from './forbidden.ts';

const rows = Array.from({ length: 2_000 }, (_, row) => ({ a: row, b: row + 0.5 }));
const last = toColumns(rows)?.columns.map((column) =>
  Array.from(column as ArrayLike<number>).at(-1),
);
console.log(JSON.stringify({ isForbidden: isForbidden(), last }));
