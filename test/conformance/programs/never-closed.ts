/** A program that awaits nothing and closes nothing: what it has submitted is done, then it ends. */
import { Pool } from 'manyhands';

const transport = process.argv[2] as 'process';
const pool = new Pool({ workers: 1, transport });
void pool.applyAsync((x: number) => x + 1, [41], {
  callback: (value) => console.log(`callback ${value}`),
});
void pool.map((x: number) => x, [1, 2, 3]);
// Held: a pool that is garbage and open is another matter, and is warned of.
Reflect.set(globalThis, 'pools', [pool, new Pool({ workers: 1, transport })]);
