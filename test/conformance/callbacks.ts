/** Callbacks run before `get` and `wait` settle, in order of arrival; one that throws fails its own call only. */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { AsyncResult } from 'manyhands';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { fail, noteAndWait, root, square } from './tasks.ts';

export function callbacks(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  subject.it('calls back with the result before get and wait settle', async () => {
    const pool = one();
    const events: unknown[] = [];
    const result = pool.applyAsync(square, [3], { callback: (value) => events.push(value) });

    await Promise.all([
      result.get().then(() => events.push('get')),
      result.wait().then(() => events.push('wait')),
    ]);

    assert.equal(events[0], 9);
    assert.deepEqual(new Set(events.slice(1)), new Set(['get', 'wait']));
  });

  subject.it('calls back once for a whole map, with all results', async () => {
    const pool = two();
    const called: unknown[] = [];
    const callback = (values: unknown): void => void called.push(values);

    await pool.mapAsync(square, [1, 2, 3], { chunkSize: 1, callback });
    await pool.starmapAsync(root, [[4], [9]], { callback });

    assert.deepEqual(called, [
      [1, 4, 9],
      [2, 3],
    ]);
  });

  subject.it(
    'calls the error callback once, with the first error received, and not the other',
    async () => {
      const pool = one();
      const called: unknown[] = [];
      const result = pool.mapAsync(root, [4, -1, -2, -3], {
        chunkSize: 1,
        callback: () => called.push('callback'),
        errorCallback: (error) => called.push(error),
      });

      const error = await result.get().catch((reason: unknown) => reason);

      assert.deepEqual(called, [error]);
      assert.match(String(error), /RangeError: no root of -1/);
    },
  );

  subject.it('does not call the error callback of a call that succeeds', async () => {
    const pool = one();
    const called: unknown[] = [];

    await pool.applyAsync(square, [2], { errorCallback: (error) => called.push(error) });

    assert.deepEqual(called, []);
  });

  subject.it('is not ready inside its own callbacks', async () => {
    const pool = one();
    const seen: boolean[] = [];
    const good: AsyncResult<number> = pool.applyAsync(square, [2], {
      callback: () => seen.push(good.ready()),
    });
    const bad: AsyncResult<never> = pool.applyAsync(fail, ['x'], {
      errorCallback: () => seen.push(bad.ready()),
    });

    await Promise.all([good.wait(), bad.wait()]);

    assert.deepEqual(seen, [false, false]);
    assert.deepEqual([good.ready(), bad.ready()], [true, true]);
  });

  subject.it('calls back in the order in which results arrive', async () => {
    using stage = new Stage();
    const pool = two();
    await pool.ready();
    const called: unknown[] = [];
    const callback = (value: unknown): void => void called.push(value);
    const slow = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'slow'], { callback });
    await stage.reaches(1);

    for (const x of [1, 2, 3]) await pool.applyAsync(square, [x], { callback });
    stage.open();
    await slow;

    assert.deepEqual(called, [1, 4, 9, 'slow']);
  });

  subject.it('fails the call whose callback throws, and that call alone', async () => {
    const pool = one();
    const mine = new Error('in the callback');
    const failing = pool.applyAsync(square, [2], {
      callback: () => {
        throw mine;
      },
    });
    const other = pool.applyAsync(square, [3]);

    await assert.rejects(failing.get(), (error) => error === mine);
    assert.equal(failing.successful(), false);
    assert.equal(await other, 9);
    assert.equal(await pool.apply(square, [4]), 16);
  });

  subject.it(
    "hangs the task's error on the end of the causes when the error callback throws",
    async () => {
      const pool = one();
      const root = new Error('root of mine');
      const mine = new Error('in the error callback', { cause: root });
      const failing = pool.applyAsync(fail, ['the task'], {
        errorCallback: () => {
          throw mine;
        },
      });

      await assert.rejects(failing.get(), (error) => error === mine);

      assert.equal((root.cause as Error).message, 'the task');
    },
  );

  subject.it(
    'awaits callbacks that are asynchronous, and takes their rejection for the error',
    async () => {
      const pool = one();
      const events: string[] = [];
      const slow = pool.applyAsync(square, [2], {
        callback: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          events.push('callback');
        },
      });
      const mine = new Error('rejected');
      const rejecting = pool.applyAsync(square, [2], {
        callback: async () => await Promise.reject(mine),
      });

      await slow;
      events.push('get');

      assert.deepEqual(events, ['callback', 'get']);
      await assert.rejects(rejecting.get(), (error) => error === mine);
    },
  );

  subject.it('lets a callback wait for another call', async () => {
    const pool = one();
    let inner: unknown;
    const outer = pool.applyAsync(square, [2], {
      callback: async (value) => {
        inner = await pool.applyAsync(square, [value], { callback: () => {} });
      },
    });

    assert.equal(await outer, 4);
    assert.equal(inner, 16);
  });

  subject.it('lets a callback submit, close and terminate', async () => {
    await using pool = subject.pool(2);
    const results: AsyncResult<number>[] = [];
    const first = pool.applyAsync(square, [1], {
      callback: () => {
        results.push(pool.applyAsync(square, [2]));
        pool.close();
      },
    });

    await first;
    await pool.join();

    assert.deepEqual(await Promise.all(results), [4]);
  });

  subject.it(
    'survives a callback that terminates the pool while more results are coming',
    async () => {
      await using pool = subject.pool(1);
      const ended: Promise<void>[] = [];
      const results = Array.from({ length: 50 }, (_, i) =>
        pool.applyAsync(
          square,
          [i],
          i === 3 ? { callback: () => void ended.push(pool.terminate()) } : {},
        ),
      );

      await Promise.all(results.map((result) => result.wait()));
      await Promise.all(ended);

      assert.equal(await results[3], 9);
      assert.deepEqual(pool.workers, []);
    },
  );

  subject.it(
    'calls the error callback of what was pending when the pool is terminated',
    async () => {
      await using pool = subject.pool();
      const codes: unknown[] = [];
      const result = pool.mapAsync(square, [1], {
        errorCallback: (error) => codes.push((error as { code: string }).code),
      });

      await pool.terminate();
      await result.wait();

      assert.deepEqual(codes, ['ERR_POOL_TERMINATED']);
    },
  );

  subject.it('calls back in the async context of the call', async () => {
    const pool = one();
    const request = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];

    await request.run('mine', () =>
      pool.applyAsync(square, [1], { callback: () => seen.push(request.getStore()) }),
    );

    assert.deepEqual(seen, ['mine']);
  });
}
