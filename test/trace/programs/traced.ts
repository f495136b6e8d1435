/** Writes a trace to the file named, and ends as it is told: `returns`, `throws`, `exits` or `killed`. */
import { setTimeout as delay } from 'node:timers/promises';
import { ThreadPool } from 'manyhands';
import { traceTo } from 'manyhands/trace';

const [, , file = '', end] = process.argv;
traceTo(file);
const pool = new ThreadPool(1);
await pool.map((x: number) => x * x, [1, 2, 3]);
if (end === 'killed') {
  await delay(500); // longer than events wait to be written
  process.kill(process.pid, 'SIGKILL');
}
if (end === 'throws') throw new Error('as it was told');
if (end === 'exits') process.exit(3);
await pool.terminate();
