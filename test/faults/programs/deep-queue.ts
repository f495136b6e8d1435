/** 10,000 calls wait in the queue, with a stack on which nothing can recurse that deep. */
import { Pool } from 'manyhands';

const [, , kind = 'process'] = process.argv;
const pool = new Pool({ workers: 1, transport: kind as 'process' | 'thread' });
const results = Array.from({ length: 10_000 }, (_, i) => pool.applyAsync(identity, [i]));
let sum = 0;
for (const result of results) sum += await result;
const doomed = Array.from({ length: 10_000 }, (_, i) => pool.applyAsync(identity, [i]));
for (const result of doomed) result.cancel();
const again = Array.from({ length: 10_000 }, (_, i) => pool.applyAsync(identity, [i]));
await pool.terminate();
const settled = [...doomed, ...again].filter((result) => result.ready()).length;
process.stdout.write(`${sum} ${settled}`);

/** One function for all: each new closure would be inspected anew. */
function identity(x: number): number {
  return x;
}
