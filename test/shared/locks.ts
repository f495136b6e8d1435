/** Locks, semaphores, events, barriers and conditions over workers. */
import assert from 'node:assert/strict';
import { Barrier, Condition, Event, Lock, Queue, Semaphore, serve } from 'manyhands/shared';
import type { Subject } from '../conformance/subject.ts';

/** Counts how many are inside at a time. */
class Room {
  #inside = 0;
  most = 0;
  enter(): void {
    this.#inside += 1;
    this.most = Math.max(this.most, this.#inside);
  }
  leave(): void {
    this.#inside -= 1;
  }
}

export function locks(subject: Subject): void {
  subject.it('a lock lets one in at a time', async () => {
    await using pool = subject.pool(3);
    const room = new Room();
    const remote = serve(room);
    const lock = new Lock();
    const visit = async (): Promise<void> => {
      await using held = await lock.acquire();
      if (!held.abandoned) await remote.enter();
      await remote.leave();
    };

    await pool.map(visit, Array.from({ length: 30 }), { chunkSize: 1 });

    assert.equal(room.most, 1);
    assert.equal(await lock.isLocked(), false);
  });

  subject.it('a semaphore lets as many in as it has slots', async () => {
    await using pool = subject.pool(3);
    const room = new Room();
    const remote = serve(room);
    const semaphore = new Semaphore(2);
    const visit = async (): Promise<void> => {
      await semaphore.run(async () => {
        await remote.enter();
        await remote.leave();
      });
    };

    await pool.map(visit, Array.from({ length: 30 }), { chunkSize: 1 });

    assert.ok(room.most === 2 || room.most === 1, String(room.most));
  });

  subject.it('a wait runs out after its timeout, at once if that is 0', async () => {
    await using pool = subject.pool(1);
    const lock = new Lock();
    await using held = await lock.acquire();
    const wait = async (ms: number): Promise<unknown> => {
      try {
        await lock.acquire({ timeout: ms });
        return 'acquired';
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };

    assert.equal(await pool.apply(wait, [0]), 'ERR_POOL_TIMEOUT');
    assert.equal(await pool.apply(wait, [5]), 'ERR_POOL_TIMEOUT');
    assert.equal(await wait(0), 'ERR_POOL_TIMEOUT');
    assert.equal(await wait(5), 'ERR_POOL_TIMEOUT');
    assert.equal(held.abandoned, false);
  });

  subject.it('a wait ends with the reason of its signal, and gets nothing later', async () => {
    await using pool = subject.pool(1);
    const lock = new Lock();
    const held = await lock.acquire();
    const wait = async (): Promise<unknown> => {
      const controller = new AbortController();
      const waiting = lock.acquire({ signal: controller.signal }).catch((error: unknown) => error);
      await lock.isLocked(); // the wait has begun, too
      controller.abort(new RangeError('enough'));
      return await waiting;
    };

    for (const error of [await pool.apply(wait), await wait()]) {
      assert.ok(error instanceof RangeError);
      assert.equal(error.message, 'enough');
    }
    await held.release();
    assert.equal(await lock.isLocked(), false);
  });

  subject.it('an acquisition is released once', async () => {
    await using pool = subject.pool(1);
    const lock = new Lock();
    const twice = async (): Promise<unknown> => {
      const held = await lock.acquire();
      await held.release();
      await held[Symbol.asyncDispose]();
      return await held.release().catch((error: { code?: string }) => error.code);
    };

    assert.equal(await pool.apply(twice), 'ERR_POOL_STATE');
    assert.equal(await twice(), 'ERR_POOL_STATE');
  });

  subject.it('an acquisition is not sent', async () => {
    await using pool = subject.pool(1);
    await using held = await new Lock().acquire();

    await assert.rejects(
      pool.apply((it: unknown) => it, [held]),
      {
        name: 'NotSendableError',
        message: /an acquisition: it belongs to/,
      },
    );
  });

  subject.it('an event lets workers go on', async () => {
    await using pool = subject.pool(2);
    const event = new Event();
    const arrived = new Queue<number>();
    const tasks = pool.mapAsync(
      async (n: number) => {
        await arrived.put(n);
        await event.wait();
        return n;
      },
      [1, 2],
      { chunkSize: 1 },
    );
    await arrived.get();
    await arrived.get();
    assert.equal(tasks.ready(), false);

    await event.set();

    assert.deepEqual(await tasks, [1, 2]);
  });

  subject.it('a barrier lets all go when all are there', async () => {
    await using pool = subject.pool(3);
    const barrier = new Barrier(3);

    const indices = await pool.map(async () => await barrier.wait(), [1, 2, 3], { chunkSize: 1 });

    assert.deepEqual(indices.sort(), [0, 1, 2]);
  });

  subject.it('a barrier breaks when one gives up', async () => {
    await using pool = subject.pool(1);
    const barrier = new Barrier(3);
    const waiting = barrier.wait().catch((error: { code?: string }) => error.code);

    const code = await pool.apply(
      async () => await barrier.wait(5).catch((error: { code?: string }) => error.code),
    );

    assert.deepEqual([code, await waiting], ['ERR_POOL_TIMEOUT', 'ERR_POOL_BROKEN_BARRIER']);
  });

  subject.it('a condition wakes who waits, with the lock', async () => {
    await using pool = subject.pool(2);
    const lock = new Lock();
    const condition = new Condition(lock);
    const ready = new Event();
    const task = pool.applyAsync(async () => {
      await using held = await condition.acquire();
      await ready.set();
      await condition.wait();
      return !held.abandoned && (await condition.isLocked());
    });
    await ready.wait();

    await condition.run(async () => await condition.notify());

    assert.equal(await task, true);
    assert.equal(await lock.isLocked(), false);
  });

  subject.it('a thousand locks are no trouble', async () => {
    await using pool = subject.pool(2);
    const list = Array.from({ length: 1000 }, () => new Lock());

    await pool.map(async (lock: Lock) => await lock.run(() => 1), list);

    assert.deepEqual(
      new Set(await Promise.all(list.map(async (lock) => await lock.isLocked()))),
      new Set([false]),
    );
  });
}
