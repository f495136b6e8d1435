/**
 * Whether the loop that a worker makes for a chain is compiled well in every process: node scripts/jit-lottery.mjs [PROCESSES] (after
 * `npm run build:dev`), with each version of Node that counts.
 *
 * The engine compiles the loop when it has seen some of it, and keeps what it has made: where it looks too early, all calls of that process stay
 * several times slower. So one process proves nothing. Each of 36 fresh ones runs the same chain four times on one thread, and the slowest
 * counts: nanoseconds an item, of the first call (start of the worker and compilation included) and of the best later one.
 */
import { spawnSync } from 'node:child_process';

const ITEMS = 50_000_000;
const CALLS = 4;
const [, self = '', what = '36'] = process.argv;

if (what === 'one') await one();
else all(Number(what));

async function one() {
  const { range, ThreadPool } = await import('../dist/index.js');
  const times = [];
  const pool = new ThreadPool(1);
  for (let call = 0; call < CALLS; call += 1) {
    const startedAtMs = performance.now();
    const sum = await pool
      .from(range(ITEMS))
      .map((n) => n * 2)
      .filter((n) => n % 3 === 0)
      .sum();
    if (!(sum > 0)) throw new Error(`the sum is ${sum}`);
    times.push(((performance.now() - startedAtMs) * 1e6) / ITEMS);
  }
  await pool.terminate();
  console.log(JSON.stringify(times));
}

/** @param {number} count */
function all(count) {
  const runs = Array.from({ length: count }, () => {
    const { stdout, stderr } = spawnSync(process.execPath, [self, 'one'], { encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return /** @type {number[]} */ (JSON.parse(stdout));
  });
  const first = runs.map(([time = 0]) => time);
  const later = runs.map(([, ...times]) => Math.min(...times));
  console.log(`Node ${process.version}, ${count} processes, ns an item`);
  for (const [name, times] of Object.entries({ 'first call': first, 'best later call': later })) {
    times.sort((a, b) => a - b);
    const at = (/** @type {number} */ part) => times[Math.round((count - 1) * part)]?.toFixed(2);
    console.log(`  ${name.padEnd(16)} least ${at(0)}, median ${at(0.5)}, most ${at(1)}`);
  }
}
