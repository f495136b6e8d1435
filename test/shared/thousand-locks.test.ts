/** A thousand locks, and a worker that dies with many of them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool, WorkerLostError } from 'manyhands';
import { type Held, Lock } from 'manyhands/shared';

const LOCKS = 1000;

describe('a thousand locks', { timeout: 120_000 }, () => {
  it('are had by workers, and free when these die', async () => {
    await using pool = new Pool(2);
    const locks = Array.from({ length: LOCKS }, () => new Lock());
    const half = pool.apply(
      async (all: readonly Lock[]) => {
        await Promise.all(all.map(async (lock, i) => (i % 2 === 0 ? await lock.acquire() : lock)));
        process.kill(process.pid, 'SIGKILL');
      },
      [locks],
    );
    await assert.rejects(half, WorkerLostError);

    const abandoned = await pool.apply(
      async (all: readonly Lock[]) => {
        const held: Held[] = await Promise.all(all.map(async (lock) => await lock.acquire()));
        const seen = held.map((one) => one.abandoned);
        for (const one of held) await one.release();
        return seen;
      },
      [locks],
    );

    assert.deepEqual(
      abandoned,
      locks.map((_, i) => i % 2 === 0),
    );
    assert.ok(
      (await Promise.all(locks.map(async (lock) => await lock.isLocked()))).every((is) => !is),
    );
  });
});
