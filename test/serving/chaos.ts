/**
 * Everything at once: calls with priorities and affinities, workers that die, are recycled and resized, a queue that is
 * cancelled. Each call settles once, with what is right for it, and each item is counted once.
 */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolOptions } from 'manyhands';
import type { Subject } from '../conformance/subject.ts';
import { Random } from '../soak/random.ts';

const CALLS = 150;
/** What a call may fail with here: never anything else. */
const FATES: readonly string[] = ['done', 'ERR_POOL_WORKER_LOST', 'not wanted'];

/** `deadly`: ends its worker. */
async function work(x: number, waitMs: number, deadly: boolean): Promise<number> {
  if (deadly) process.exit(3);
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  return 2 * x;
}

export function chaos(subject: Subject): void {
  const shapes: readonly (readonly [string, PoolOptions])[] = [
    ['one task at a time', { workers: 2 }],
    ['several at once', { workers: 2, concurrency: 3, killGrace: 50 }],
    [
      'as many workers as there is work',
      { workers: { min: 0, max: 3 }, growAfter: 5, idleTimeout: 20 },
    ],
  ];
  for (const [title, options] of shapes) {
    subject.itWith('death', `comes out right: ${title}`, async () => {
      const seed = Number(process.env['FC_SEED'] ?? 7799);
      await using pool = subject.pool({ ...options, priorityAging: 50 });

      const fates = await disturbed(pool, seed);

      assert.equal(fates.length, CALLS, `seed ${seed}`);
      assert.ok(
        fates.every((fate) => FATES.includes(fate)),
        `seed ${seed}: ${[...new Set(fates)].join()}`,
      );
      assert.ok(fates.includes('done'), `seed ${seed}`); // how many, depends on when they were cancelled
      const { queued, running, done, failed, lost, timedOut, cancelled } = pool.stats().tasks;
      assert.deepEqual([queued, running, failed, timedOut], [0, 0, 0, 0], `seed ${seed}`);
      assert.equal(done + lost + cancelled, CALLS, `seed ${seed}`);
      assert.equal(done, fates.filter((fate) => fate === 'done').length, `seed ${seed}`);
      assert.equal(await pool.apply(work, [21, 0, false]), 42);
      pool.close();
      await pool.join();
    });
  }
}

/** Returns what has become of each call. */
async function disturbed(pool: Pool, seed: number): Promise<string[]> {
  const random = new Random(seed);
  const calls: Promise<string>[] = [];
  for (let i = 0; i < CALLS; i += 1) {
    const wishes = {
      ...(random.chance(0.3) ? { priority: random.integer(-2, 2) } : {}),
      ...(random.chance(0.3) ? { affinity: random.integer(0, 3) } : {}),
    };
    const call = pool.apply(work, [i, random.integer(0, 3), random.chance(0.02)], wishes);
    calls.push(call.then((value) => (value === 2 * i ? 'done' : `${value} of ${i}`), fateOf));
    if (random.chance(0.1)) await delay(random.integer(0, 4));
    if (random.chance(0.01)) pool.recycle();
    if (random.chance(0.02)) pool.resize(random.integer(1, 3));
    if (random.chance(0.005)) pool.cancelPending('not wanted');
  }
  return await Promise.all(calls);
}

function fateOf(reason: unknown): string {
  return typeof reason === 'string'
    ? reason
    : String((reason as { code?: unknown }).code ?? reason);
}
