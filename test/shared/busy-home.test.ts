/** A program that is busy cannot answer: who waits with a limit is told all the same, and what comes late goes back. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool } from 'manyhands';
import { Event, Lock, Queue } from 'manyhands/shared';

/** Longer than a limit and the patience with a home together. */
const BUSY_MS = 2500;

function block(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_MS);
}

const codeOf = (error: { code?: string }): string | undefined => error.code;

describe('a home that is busy', { timeout: 60_000 }, () => {
  it('gives nothing to those whose time is up', async () => {
    await using pool = new Pool(1);
    const [lock, queue, begins] = [new Lock(), new Queue<number>(), new Event()];
    await queue.put(5);
    const task = pool.applyAsync(async () => {
      await begins.set();
      return await Promise.all([
        lock.acquire(100).then(() => 'acquired', codeOf),
        queue.get(100).catch(codeOf),
      ]);
    });
    await begins.wait();

    block();

    assert.deepEqual(await task, ['ERR_POOL_TIMEOUT', 'ERR_POOL_TIMEOUT']);
    await lock.acquire();
    assert.equal(await queue.get(), 5);
    assert.equal(await queue.lost(), 0);
  });

  it('gives nothing to those that have given up', async () => {
    await using pool = new Pool(1);
    const [lock, begins] = [new Lock(), new Event()];
    const task = pool.applyAsync(async () => {
      await begins.set();
      return await lock.acquire({ signal: AbortSignal.timeout(100) }).then(
        () => 'acquired',
        (error: Error) => error.name,
      );
    });
    await begins.wait();

    block();

    assert.equal(await task, 'TimeoutError');
    await lock.acquire();
  });
});
