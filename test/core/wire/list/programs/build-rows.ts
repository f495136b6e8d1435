/** Builds many objects, and says whether code may be made from strings here. */
import { isForbidden } from './forbidden.ts';
import { buildRows } from '../all-rows.ts';

const column = Array.from({ length: 2_000 }, (_, row) => row);
const rows = buildRows(['a', 'b'], [column, column], column.length);
console.log(JSON.stringify({ isForbidden: isForbidden(), last: rows.at(-1) }));
