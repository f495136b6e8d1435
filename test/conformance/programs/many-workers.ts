/** Two hundred workers for a thousand small tasks. */
import { Pool } from 'manyhands';

await using pool = new Pool(200);
const squares = await pool.map(
  (x: number) => x * x,
  Array.from({ length: 1000 }, (_, x) => x),
);
console.log(squares.reduce((sum, square) => sum + square, 0));
