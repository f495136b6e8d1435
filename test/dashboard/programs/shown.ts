/** Opens a dashboard, works, and ends: nothing closes the dashboard. Prints its link; `waits`: for a follower's sake. */
import { ThreadPool } from 'manyhands';
import { dashboard } from 'manyhands/dashboard';
import { setTimeout as delay } from 'node:timers/promises';

const board = await dashboard();
console.log(board.url);
if (process.argv[2] === 'waits') await delay(1500);
await using pool = new ThreadPool({ workers: 1, name: 'last' });
await pool.map((x: number) => x * x, [1, 2, 3]);
