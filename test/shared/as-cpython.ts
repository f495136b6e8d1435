/**
 * What CPython's own suite (`test_multiprocessing`: _TestLock, _TestSemaphore, _TestCondition, _TestEvent, _TestBarrier,
 * _TestQueue, _TestConnection, the managers) looks at and the other topics do not, with the answers of this package.
 */
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { Barrier, Condition, Event, Lock, pipe, Queue, Semaphore, serve } from 'manyhands/shared';
import type { Subject } from '../conformance/subject.ts';

export function asCPython(subject: Subject): void {
  const pool = subject.shared(3);
  // The connections of its workers stay open as long as these, and are not to be counted as left behind.
  before(async () => {
    const lock = new Lock();
    await pool().broadcast(async () => await lock.isLocked());
  });

  subject.it('a semaphore of two is had twice, and not a third time', async () => {
    const semaphore = new Semaphore(2);

    const seen = await pool().apply(async () => {
      const [one, two] = [await semaphore.acquire(), await semaphore.acquire(0)];
      const third = await semaphore.acquire(0).catch((error: { code?: string }) => error.code);
      await one.release();
      const again = await semaphore.acquire(0);
      const late = await one.release().catch((error: { code?: string }) => error.code);
      await two.release();
      await again.release();
      return [third, late, await semaphore.isLocked()];
    });

    assert.deepEqual(seen, ['ERR_POOL_TIMEOUT', 'ERR_POOL_STATE', false]);
  });

  subject.it('notify wakes as many workers as it says, notifyAll the others', async () => {
    const condition = new Condition();
    const sleeping = new Semaphore(3);
    const woken = new Queue<number>();
    const tasks = pool().mapAsync(
      async (name: number) => {
        await condition.run(async () => {
          const held = await sleeping.acquire(); // taken with the lock: who notifies finds all of them waiting
          await condition.wait();
          await held.release();
        });
        await woken.put(name);
      },
      [1, 2, 3],
      { chunkSize: 1 },
    );
    await allTaken(sleeping);

    await condition.run(async () => await condition.notify(2));
    const two = [await woken.get(), await woken.get()];
    assert.equal(await woken.size(), 0);
    await condition.run(async () => await condition.notifyAll());

    assert.deepEqual([...two, await woken.get()].sort(), [1, 2, 3]);
    await tasks;
  });

  subject.it('who waits at a condition in vain has its lock again', async () => {
    const condition = new Condition();

    const seen = await pool().apply(async () => {
      await using held = await condition.acquire();
      const end = await condition.wait(1).catch((error: { code?: string }) => error.code);
      return [end, !held.abandoned && (await condition.isLocked())];
    });

    assert.deepEqual(seen, ['ERR_POOL_TIMEOUT', true]);
    assert.equal(await condition.isLocked(), false);
  });

  subject.it('an event that was cleared holds up again', async () => {
    const event = new Event();
    const look = async (): Promise<unknown[]> => [
      await event.isSet(),
      await event.wait(0).catch((error: { code?: string }) => error.code),
    ];

    const seen = [await pool().apply(look)];
    await event.set();
    seen.push(await pool().apply(look));
    await event.clear();
    seen.push(await pool().apply(look));

    const no = [false, 'ERR_POOL_TIMEOUT'];
    assert.deepEqual(seen, [no, [true, undefined], no]);
  });

  subject.it('a barrier is passed again and again, by each with another index', async () => {
    const barrier = new Barrier(3);
    const rounds = 50;

    const indices = await pool().map(
      async (count: number) => {
        const own: number[] = [];
        while (own.length < count) own.push(await barrier.wait());
        return own;
      },
      [rounds, rounds, rounds],
      { chunkSize: 1 },
    );

    for (let round = 0; round < rounds; round += 1)
      assert.deepEqual(indices.map((own) => own[round]).sort(), [0, 1, 2]);
  });

  subject.it('a barrier of one holds up nobody', async () => {
    const barrier = new Barrier(1);

    assert.deepEqual(
      await pool().apply(async () => [await barrier.wait(), await barrier.wait(0)]),
      [0, 0],
    );
  });

  subject.it('a reset sends away who waits at a barrier, which is whole again', async () => {
    const barrier = new Barrier(2);
    const inside = new Event();
    const task = pool().applyAsync(async () => {
      const waiting = barrier.wait().catch((error: { code?: string }) => error.code);
      await inside.set(); // it waits now: calls arrive in order
      const first = await waiting;
      return [first, (await barrier.wait()) >= 0, await barrier.isBroken()];
    });
    await inside.wait();

    await barrier.reset();
    await barrier.wait();

    assert.deepEqual(await task, ['ERR_POOL_BROKEN_BARRIER', true, false]);
  });

  subject.it('a full queue and an empty one run out of time in a worker', async () => {
    const queue = new Queue<number>({ maxSize: 2 });

    const seen = await pool().apply(async () => {
      const failed = (error: { code?: string }): string | undefined => error.code;
      const found: unknown[] = [];
      await queue.put(1);
      await queue.putNowait(2);
      found.push(await queue.put(3, 1).catch(failed), await queue.put(4, 0).catch(failed));
      found.push(await queue.size(), await queue.get(), await queue.getNowait());
      found.push(await queue.get(1).catch(failed), await queue.get(0).catch(failed));
      return [...found, await queue.size()];
    });

    const late = 'ERR_POOL_TIMEOUT';
    assert.deepEqual(seen, [late, late, 2, 1, 2, late, late, 0]);
  });

  subject.it('what cannot be put harms nothing that is put later', async () => {
    const queue = new Queue<unknown>();

    const failure = await pool().apply(async () => {
      const failed = await queue.put(() => {}).catch((error: { code?: string }) => error.code);
      await queue.put('good');
      return failed;
    });

    assert.equal(failure, 'ERR_POOL_NOT_SENDABLE');
    assert.deepEqual([await queue.get(), await queue.size()], ['good', 0]);
  });

  subject.it('items of one worker come in its order, whoever gets them', async () => {
    const queue = new Queue<readonly [producer: number, item: number]>({ maxSize: 4 });
    const producing = pool().mapAsync(
      async (producer: number) => {
        for (let item = 0; item < 40; item += 1) await queue.put([producer, item]);
      },
      [0, 1],
      { chunkSize: 1 },
    );
    const got: (readonly [number, number])[] = [];
    while (got.length < 80) got.push(await queue.get());
    await producing;

    for (const producer of [0, 1]) {
      const own = got.filter(([one]) => one === producer).map(([, item]) => item);
      assert.equal(own.join(), Array.from(own.keys()).join());
    }
  });

  subject.it('two workers talk through a pipe, and the end of one is heard', async () => {
    const [left, right] = pipe<unknown, unknown>();
    const values = [1, 'two', [3], { four: 4n }, new Uint8Array([5]), undefined];
    const asking = pool().applyAsync(
      async (end: typeof left, all: readonly unknown[]) => {
        const answers: unknown[] = [];
        for (const value of all) {
          await end.send(value);
          answers.push(await end.recv());
        }
        await end.close();
        return answers;
      },
      [left, values],
    );
    const echoing = pool().applyAsync(
      async (end: typeof right) => {
        for await (const value of end) await end.send(value);
        return await end.send('late').catch((error: { code?: string }) => error.code);
      },
      [right],
    );

    assert.deepEqual(await asking, values);
    assert.equal(await echoing, 'ERR_POOL_CLOSED');
  });

  subject.it('all workers change one object, and nothing is lost', async () => {
    const counts = new Map<string, number>();
    using remote = serve({
      add(key: string, by: number): void {
        counts.set(key, (counts.get(key) ?? 0) + by);
      },
    });

    await pool().map(
      async (by: number) => {
        for (let i = 0; i < 20; i += 1) await remote.add(by % 2 === 0 ? 'even' : 'odd', by);
      },
      [1, 2, 3, 4, 5, 6],
    );

    assert.deepEqual(Object.fromEntries(counts), { odd: 180, even: 240 });
  });

  subject.it('a served object may hold another, and give it away', async () => {
    const inner = serve({ value: () => 7 });
    using outer = serve({ inner: () => inner });

    const value = await pool().apply(async () => await (await outer.inner()).value());

    assert.equal(value, 7);
  });

  subject.it('what was disposed is of no more use, there and everywhere', async () => {
    const remote = serve({ one: () => 1 });

    const there = await pool().apply(
      async (proxy: typeof remote) => {
        const before = await proxy.one();
        proxy[Symbol.dispose]();
        return [before, await proxy.one().catch((error: { code?: string }) => error.code)];
      },
      [remote],
    );

    assert.deepEqual(there, [1, 'ERR_POOL_STATE']);
    if (subject.kind === 'inline') return; // it was the object itself
    assert.equal(await remote.one(), 1);
    assert.equal(
      await pool().apply(async (proxy: typeof remote) => await proxy.one(), [remote]),
      1,
    );
    remote[Symbol.dispose]();
    await assert.rejects(remote.one(), { code: 'ERR_POOL_STATE' });
  });

  subject.it(
    'a lock is had through pools inside of workers, and passed to their siblings',
    async () => {
      const lock = new Lock();
      const ledger: string[] = [];
      using remote = serve({ note: (text: string) => void ledger.push(text) });

      await pool().apply(
        async (kind: 'process' | 'thread' | 'inline') => {
          const { Pool: Inner } = await import('manyhands');
          await using nested = new Inner({ workers: 2, transport: kind });
          await nested.map(
            async (name: number) =>
              await lock.run(async () => {
                await remote.note(`in ${name}`);
                await remote.note(`out ${name}`);
              }),
            [1, 2, 3],
            { chunkSize: 1 },
          );
        },
        [subject.kind],
      );

      const pairs = [0, 2, 4].map((at) => ledger.slice(at, at + 2));
      assert.deepEqual(
        pairs.sort(),
        [1, 2, 3].map((name) => [`in ${name}`, `out ${name}`]),
      );
    },
  );
}

/** Until others have all of it. */
async function allTaken(semaphore: Semaphore): Promise<void> {
  while (!(await semaphore.isLocked())) await new Promise((resolve) => setImmediate(resolve));
}
