/** What becomes of served objects when a worker dies, wherever it is. */
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { WorkerLostError } from 'manyhands';
import { Barrier, Condition, Event, Lock, pipe, Queue, serve } from 'manyhands/shared';
import type { Subject } from '../conformance/subject.ts';

/** Ends the worker as nothing else can that it has in hand: a process by SIGKILL, a thread by its end. */
function die(): never {
  const { isMainThread } = process.getBuiltinModule('node:worker_threads');
  if (isMainThread) process.kill(process.pid, 'SIGKILL');
  process.exit(1);
}

export function deaths(subject: Subject): void {
  const dies = (title: string, body: () => Promise<void>): void =>
    subject.itWith('death', title, body);

  dies('a lock that a dead worker held is free, and the next is told', async () => {
    await using pool = subject.pool(1);
    const lock = new Lock();

    await assert.rejects(
      pool.apply(async () => {
        await lock.acquire();
        die();
      }),
      WorkerLostError,
    );

    await using held = await lock.acquire();
    assert.equal(held.abandoned, true);
  });

  dies('one that dies while it waits for a lock is passed over', async () => {
    await using pool = subject.pool(2);
    const lock = new Lock();
    const held = await lock.acquire();
    const dead = pool.apply(async () => {
      void lock.acquire();
      await lock.isLocked(); // it waits now
      die();
    });
    await assert.rejects(dead, WorkerLostError);
    for (let turns = 0; turns < 3; turns += 1) await nextTurn(); // the end of its connection is read
    const next = pool.applyAsync(async () => (await lock.acquire()).abandoned);

    await held.release();

    assert.equal(await next, false);
  });

  dies('one that dies right after it has released has released', async () => {
    await using pool = subject.pool(1);
    const lock = new Lock();

    await assert.rejects(
      pool.apply(async () => {
        const held = await lock.acquire();
        await held.release();
        die();
      }),
      WorkerLostError,
    );

    await using held = await lock.acquire();
    assert.equal(held.abandoned, false);
  });

  dies('what a dead worker had put and set before stays so', async () => {
    await using pool = subject.pool(1);
    const queue = new Queue<number>();
    const event = new Event();

    await assert.rejects(
      pool.apply(async () => {
        await queue.put(1);
        await event.set();
        die();
      }),
      WorkerLostError,
    );

    assert.equal(await queue.get(), 1);
    assert.equal(await event.isSet(), true);
  });

  dies('a getter that dies while it waits is passed over', async () => {
    await using pool = subject.pool(2);
    const queue = new Queue<number>();
    await assert.rejects(
      pool.apply(async () => {
        void queue.get();
        await queue.size(); // it waits now
        die();
      }),
      WorkerLostError,
    );
    const next = pool.applyAsync(async () => await queue.get());

    await queue.put(1);

    assert.equal(await next, 1);
  });

  dies('an item that had not reached a dead worker is given to another', async () => {
    await using pool = subject.pool(1);
    const queue = new Queue<number>();
    await queue.put(1);

    await assert.rejects(
      pool.apply(async () => {
        void queue.get(); // it is asked for, and dies before the answer can be read
        die();
      }),
      WorkerLostError,
    );

    assert.equal(await queue.get(), 1);
    assert.equal(await queue.lost(), 0);
  });

  dies('an item that a dead worker had got is lost, counted, and done', async () => {
    await using pool = subject.pool(1);
    const queue = new Queue<number>();
    await queue.put(1);

    await assert.rejects(
      pool.apply(async () => {
        await queue.get();
        die();
      }),
      WorkerLostError,
    );

    await queue.join();
    assert.equal(await queue.lost(), 1);
  });

  dies('a barrier breaks when one dies that waits at it, or has still to come', async () => {
    for (const waits of [true, false]) {
      await using pool = subject.pool(1);
      const barrier = new Barrier(3);
      const here = barrier.wait().catch((error: { code?: string }) => error.code);

      await assert.rejects(
        pool.apply(
          async (isWaiting: boolean) => {
            if (isWaiting) void barrier.wait();
            await barrier.isBroken();
            die();
          },
          [waits],
        ),
        WorkerLostError,
      );

      assert.equal(await here, 'ERR_POOL_BROKEN_BARRIER');
    }
  });

  dies('a condition is free when one dies that waits at it or has it', async () => {
    await using pool = subject.pool(1);
    const condition = new Condition();
    for (const waits of [true, false]) {
      await assert.rejects(
        pool.apply(
          async (isWaiting: boolean) => {
            await condition.acquire();
            if (isWaiting) void condition.wait();
            await condition.isLocked();
            die();
          },
          [waits],
        ),
        WorkerLostError,
      );

      const held = await condition.acquire();
      assert.equal(held.abandoned, !waits);
      await held.release();
    }
  });

  dies('a pipe ends with the worker that was given its end, after what has arrived', async () => {
    await using pool = subject.pool(1);
    const [here, there] = pipe<string, number>();

    await assert.rejects(
      pool.apply(async () => {
        await there.send(1);
        die();
      }),
      WorkerLostError,
    );

    assert.equal(await here.recv(), 1);
    await assert.rejects(here.recv(), { code: 'ERR_POOL_CLOSED' });
  });

  dies('a generator is closed when its reader dies', async () => {
    await using pool = subject.pool(1);
    const closed = new Event();
    const remote = serve({
      async *items(): AsyncGenerator<number> {
        try {
          yield 1;
          yield 2;
        } finally {
          await closed.set();
        }
      },
    });

    await assert.rejects(
      pool.apply(async () => {
        await remote.items().next();
        die();
      }),
      WorkerLostError,
    );

    await closed.wait();
  });

  dies('when the home is gone, what waits is refused, and what is called later', async () => {
    await using pool = subject.pool(1);
    const lock = await pool.apply(() => new Lock());
    await lock.acquire();
    const waiting = lock.acquire().catch((error: { code?: string }) => error.code);
    await lock.isLocked();

    await assert.rejects(pool.apply(die), WorkerLostError);

    assert.equal(await waiting, 'ERR_POOL_STATE');
    await assert.rejects(lock.isLocked(), { code: 'ERR_POOL_STATE', message: /is gone/ });
  });

  subject.itWith('kill', 'a task that is killed for its time gives back what it held', async () => {
    await using pool = subject.pool(1);
    const lock = new Lock();
    const task = pool.apply(
      async () => {
        await lock.acquire();
        for (;;);
      },
      [],
      { timeout: 300 },
    );

    await assert.rejects(task, { code: 'ERR_POOL_TASK_TIMEOUT' });

    await lock.acquire();
  });
}
