/** What users of other pools have reported about queues, aborting and their workers; each with where. */
import assert from 'node:assert/strict';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { identity, noteAndWait, square } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { at } from './holding.ts';

/** An alarm against deadlocks: no task takes so long. */
const LONG_MS = 30_000;

export function reported(subject: Subject): void {
  // piscina #805: the third never started, and the program ended
  subject.itWith(
    'kill',
    'runs what waits when the next, and then the running task, are aborted',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool({ workers: 1, killGrace: 50 });
      const [first, second] = [new AbortController(), new AbortController()];
      const running = pool.apply(noteAndWait, at(stage, 1), { signal: first.signal });
      await stage.reaches(1);
      const next = pool.apply(square, [2], { signal: second.signal });
      const third = pool.apply(square, [3]);

      second.abort(new Error('not the second'));
      first.abort(new Error('not the first'));

      await assert.rejects(next, /not the second/);
      await assert.rejects(running, /not the first/);
      assert.equal(await third, 9);
    },
  );

  // workerpool #548: a request that was sent again at once was ended with the one before
  subject.itWith(
    'kill',
    'leaves alone what is submitted while a cancelled task is being ended',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool({ workers: 1, killGrace: 50 });
      const cancelled = pool.applyAsync(noteAndWait, at(stage, 1));
      await stage.reaches(1);

      cancelled.cancel(new Error('gone'));
      const again = [1, 2, 3].map((x) => pool.apply(square, [x]));

      await assert.rejects(async () => await cancelled, /gone/);
      assert.deepEqual(await Promise.all(again), [1, 4, 9]);
      assert.equal(pool.stats().tasks.lost, 0);
    },
  );

  // workerpool #476: to cancel what was done ended its worker, and what ran there next
  subject.it('does nothing when what is done is cancelled', async () => {
    await using pool = subject.pool(1);
    for (let x = 0; x < 5; x += 1) {
      const result = pool.applyAsync(square, [x]);
      assert.equal(await result, x * x);
      const next = pool.apply(square, [7]);
      result.cancel();
      assert.equal(await next, 49);
    }

    const { tasks, workers } = pool.stats();
    assert.deepEqual([tasks.done, tasks.cancelled, workers.replaced], [10, 0, 0]);
  });

  // piscina #868: the queue was said to be full long after it was
  subject.it('knows at once how many wait', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, maxQueue: 3 });
    await pool.ready();
    const calls = [pool.apply(noteAndWait, at(stage, 0))];
    await stage.reaches(1);
    const counts: number[] = [];
    for (const x of [1, 2, 3]) {
      calls.push(pool.apply(noteAndWait, at(stage, x)));
      counts.push(pool.stats().tasks.queued);
    }

    assert.deepEqual(counts, [1, 2, 3]);
    await assert.rejects(pool.apply(identity, [4]), { code: 'ERR_POOL_QUEUE_FULL' });
    stage.open();
    assert.deepEqual(await Promise.all(calls), [0, 1, 2, 3]);
  });

  // piscina #796: the event that the queue is empty never came, and the program waited for ever
  subject.it('lets whoever waits for room each time put in everything', async () => {
    await using pool = subject.pool({ workers: 2, maxQueue: 4 });
    const calls: Promise<number>[] = [];

    for (let x = 0; x < 200; x += 1) {
      if (pool.stats().tasks.queued >= 4) await pool.drained({ below: x % 2 === 0 ? 1 : 4 });
      calls.push(pool.apply(square, [x]));
    }

    assert.deepEqual(
      await Promise.all(calls),
      Array.from({ length: 200 }, (_, x) => x * x),
    );
  });

  // piscina #869: a time limit that ran out while its task waited
  subject.itWith('kill', 'begins to count the time of a task when it starts', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1 });
    const running = pool.apply(noteAndWait, at(stage, 1));
    await stage.reaches(1);
    const limitMs = 500;
    const submittedAtMs = performance.now();
    const limited = pool.apply(square, [3], { timeout: limitMs });

    await until('its limit to have passed', () => performance.now() - submittedAtMs > limitMs);
    stage.open();

    assert.deepEqual(await Promise.all([running, limited]), [1, 9]);
  });

  // workerpool #10, worker-nodes #8: fewer workers than the least, after one had crashed while it had nothing to do
  subject.itWith('process', 'has the least again when one that was idle has died', async () => {
    await using pool = subject.pool({ workers: { min: 2, max: 3 }, idleTimeout: LONG_MS });
    await pool.ready();
    const [dead] = pool.workers;

    process.kill(dead?.pid ?? 0, 'SIGKILL');

    await until('another in its place', () => {
      const pids = pool.workers.map(({ pid }) => pid);
      return pids.length === 2 && !pids.includes(dead?.pid ?? 0);
    });
    await pool.ready();
    assert.equal(pool.stats().workers.replaced, 1);
    assert.deepEqual(await pool.map(square, [1, 2]), [1, 4]);
  });

  // workerpool #96, #418: what waited went on after the pool had been ended
  subject.itWith('kill', 'starts nothing more once it is terminated', async () => {
    using stage = new Stage();
    const pool = subject.pool({ workers: 1, killGrace: 50 });
    const calls = [1, 2, 3].map((x) => pool.apply(noteAndWait, at(stage, x)));
    const all = Promise.allSettled(calls);
    await stage.reaches(1);

    await pool.terminate();

    const fates = await all;
    assert.ok(fates.every(({ status }) => status === 'rejected'));
    assert.equal(stage.lines.length, 1);
    assert.deepEqual(pool.workers, []);
  });
}
