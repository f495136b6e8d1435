/**
 * Tasks may wait for earlier ones: one worker that took each item in its turn, as CPython's do, would come to its end. So
 * must every pool, however items are cut into chunks, sent ahead, handed back and given again.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CallOptions, ThreadPool } from 'manyhands';
import { fc } from '../property.ts';
import { readAll } from '../streams/reading.ts';

interface Task {
  readonly n: number;
  /** The item whose end it waits for; -1: for none. */
  readonly earlier: number;
  readonly burnMs: number;
  /** Ends its worker the first time. */
  readonly isDeadly: boolean;
}

const COUNT = 4000;
const ALARM = { timeout: 240_000 };

/** By item: 0 as long as it is not done. */
const done = new Int32Array(new SharedArrayBuffer(4 * COUNT));
const died = new Int32Array(new SharedArrayBuffer(4 * COUNT));

async function run({ n, earlier, burnMs, isDeadly }: Task): Promise<number> {
  if (isDeadly && Atomics.exchange(died, n, 1) === 0) process.exit(3);
  const until = performance.now() + burnMs;
  while (performance.now() < until);
  while (earlier >= 0 && Atomics.load(done, earlier) === 0)
    await new Promise((resolve) => setTimeout(resolve, 1));
  Atomics.store(done, n, 1);
  return n;
}

const CALLS = {
  imap: async (pool, tasks, options) => await readAll(pool.imap(run, tasks, options)),
  imapUnordered: async (pool, tasks, options) =>
    (await readAll(pool.imapUnordered(run, tasks, options))).sort((a, b) => a - b),
  map: async (pool, tasks, options) =>
    await pool.map(run, tasks, { ...options, chunkSize: 'auto' }),
  'map of single items': async (pool, tasks, options) =>
    await pool.map(run, tasks, { ...options, chunkSize: 1 }),
  applyAsync: async (pool, tasks, options) =>
    await Promise.all(tasks.map((task) => pool.applyAsync(run, [task], options))),
} satisfies Record<
  string,
  (pool: ThreadPool, tasks: readonly Task[], options: CallOptions) => Promise<number[]>
>;

interface Mix {
  readonly workers: number;
  readonly seed: number;
  /** How many of a thousand items wait, burn and end their worker. */
  readonly waiting: number;
  readonly burning: number;
  readonly deadly: number;
  /** How far back those that wait look at most. */
  readonly reach: number;
}

const mixes = fc.record<Mix>({
  workers: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
  waiting: fc.constantFrom(1, 3, 10),
  burning: fc.constantFrom(2, 6),
  deadly: fc.constantFrom(0, 0, 1),
  reach: fc.constantFrom(30, 300, COUNT),
});

function tasksOf({ seed, waiting, burning, deadly, reach }: Mix): Task[] {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: COUNT }, (_, n) => ({
    n,
    earlier: n > 0 && below(1000) < waiting ? Math.max(0, n - 1 - below(reach)) : -1,
    burnMs: below(1000) < burning ? 1 + below(12) : 0,
    isDeadly: below(1000) < deadly,
  }));
}

describe('Tasks that wait for earlier ones', () => {
  for (const [name, call] of Object.entries(CALLS)) {
    it(`come to their end: ${name}`, ALARM, async () => {
      await fc.assert(
        fc.asyncProperty(mixes, async (mix) => {
          done.fill(0);
          died.fill(0);
          await using pool = new ThreadPool(mix.workers);
          const tasks = tasksOf(mix);

          const values = await call(pool, tasks, { retries: 5 });

          assert.deepEqual(
            values,
            tasks.map(({ n }) => n),
          );
        }),
        { numRuns: 24 },
      );
    });
  }
});
