/** A program that leaves its pool idle and open: it must end all the same. */
import { Pool } from 'manyhands';

const transport = process.argv[2] as 'process';
const pool = new Pool({ workers: 2, transport });
Reflect.set(globalThis, 'pool', pool); // held: a pool that is garbage and open is another matter, and is warned of
await pool.ready();
console.log(
  JSON.stringify({
    results: await pool.map((x: number) => x * x, [1, 2, 3]),
    workers: pool.workers,
  }),
);
