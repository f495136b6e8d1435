/** `concurrency`: several tasks at once in one worker. */
import assert from 'node:assert/strict';
import { currentWorker, TaskTimeoutError, WorkerLostError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { exitWith, noteAndSpin, noteAndWait, square } from '../conformance/tasks.ts';
import { at } from './holding.ts';

async function never(log: string, name: string): Promise<void> {
  process.getBuiltinModule('node:fs').appendFileSync(log, `${name}\n`);
  await new Promise(() => {});
}

export function concurrent(subject: Subject): void {
  subject.it('runs as many at once as it may, and no more', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, concurrency: 3 });
    const calls = [1, 2, 3, 4].map((i) => pool.apply(noteAndWait, at(stage, i)));
    await stage.reaches(3);
    const { running, queued } = pool.stats().tasks;

    stage.open();

    assert.deepEqual(await Promise.all(calls), [1, 2, 3, 4]);
    assert.deepEqual([running, queued], [3, 1]);
    assert.equal(pool.workers.length, 1);
    assert.deepEqual(await pool.map(square, [1, 2, 3, 4, 5, 6, 7]), [1, 4, 9, 16, 25, 36, 49]);
  });

  subject.it('fills all workers before it doubles up', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 2, concurrency: 2 });
    await pool.ready();
    const where = async (log: string, gate: string): Promise<number | undefined> => {
      const fs = process.getBuiltinModule('node:fs');
      fs.appendFileSync(log, 'here\n');
      while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
      return currentWorker()?.id;
    };
    const calls = [1, 2, 3, 4].map(() => pool.apply(where, [stage.log, stage.gate]));
    await stage.reaches(4);
    stage.open();

    assert.deepEqual((await Promise.all(calls)).toSorted(), [1, 1, 2, 2]);
  });

  subject.it('tells each task of itself alone', async () => {
    await using pool = subject.pool({ workers: 1, concurrency: 5 });
    const name = async (i: number): Promise<unknown[]> => {
      const before = currentWorker()?.context;
      await new Promise((resolve) => setTimeout(resolve, 5 - i));
      return [i, before, currentWorker()?.context];
    };

    const all = await Promise.all(
      [0, 1, 2, 3, 4].map((i) => pool.apply(name, [i], { context: `c${i}` })),
    );

    assert.deepEqual(
      all,
      [0, 1, 2, 3, 4].map((i) => [i, `c${i}`, `c${i}`]),
    );
  });

  subject.it('fails one task without the others', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, concurrency: 2 });
    const other = pool.apply(noteAndWait, at(stage, 'other'));
    await stage.reaches(1);

    const failing = pool.apply(async () => {
      throw new RangeError('mine');
    });

    await assert.rejects(failing, /mine/);
    stage.open();
    assert.equal(await other, 'other');
  });

  subject.itWith('kill', 'lets the others finish when one is out of time', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, concurrency: 3, killGrace: 30_000 });
    const others = ['a', 'b'].map((name) => pool.apply(noteAndWait, at(stage, name)));
    await stage.reaches(2);

    const late = pool.apply(never, [stage.log, 'late'], { timeout: 20 });
    await assert.rejects(late, TaskTimeoutError);
    const next = pool.apply(square, [3]); // nothing new in a worker that is given up
    stage.open();

    assert.deepEqual(await Promise.all(others), ['a', 'b']);
    assert.equal(await next, 9);
    assert.ok(pool.workers.every(({ id }) => id > 1));
  });

  subject.itWith('kill', 'has each task keep its own time', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, concurrency: 3, killGrace: 30_000 });
    const slow = pool.apply(noteAndWait, at(stage, 'slow'), { timeout: 60_000 });
    await stage.reaches(1);

    const late = pool.apply(never, [stage.log, 'late'], { timeout: 30 });
    assert.equal(await pool.apply(square, [2], { timeout: 60_000 }), 4); // stops no clock but its own

    await assert.rejects(late, TaskTimeoutError);
    stage.open();
    assert.equal(await slow, 'slow');
  });

  subject.itWith(
    'kill',
    'ends the worker after killGrace, with those that are not done',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool({ workers: 1, concurrency: 3, killGrace: 30 });
      const controller = new AbortController();
      const { signal } = controller;
      const other = pool.apply(noteAndWait, at(stage, 'other'));
      const again = pool.apply(noteAndWait, at(stage, 'again'), { retries: 1 });
      await stage.reaches(2);
      const cancelled = pool.apply(never, [stage.log, 'cancelled'], { signal });
      await stage.reaches(3);

      controller.abort(new Error('gone'));

      await assert.rejects(cancelled, /gone/);
      await assert.rejects(other, WorkerLostError);
      stage.open();
      assert.equal(await again, 'again');
    },
  );

  subject.itWith('blocking', 'ends a worker that is blocked by one of them', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, concurrency: 2, killGrace: 20 });
    const waiting = pool.apply(noteAndWait, at(stage, 'waits'));
    await stage.reaches(1);

    const spinning = pool.apply(noteAndSpin, [stage.log, 'spins'], { timeout: 30 });

    await assert.rejects(spinning, TaskTimeoutError);
    await assert.rejects(waiting, WorkerLostError);
    assert.equal(await pool.apply(square, [3]), 9);
  });

  subject.itWith('death', 'loses with the worker what has started, and nothing else', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, concurrency: 2 });
    const started = pool.apply(noteAndWait, at(stage, 'started'));
    await stage.reaches(1);

    const deadly = pool.apply(exitWith, [3]);
    const waiting = pool.apply(square, [3]);

    await assert.rejects(deadly, WorkerLostError);
    await assert.rejects(started, WorkerLostError);
    assert.equal(await waiting, 9);
  });

  subject.it('makes room for as many in the queue', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, concurrency: 2, maxQueue: 1 });
    const taken = [1, 2, 3].map((i) => pool.apply(noteAndWait, at(stage, i)));

    await assert.rejects(pool.apply(square, [1]), { code: 'ERR_POOL_QUEUE_FULL' });
    stage.open();

    assert.deepEqual(await Promise.all(taken), [1, 2, 3]);
  });

  subject.it('ends in order when all are done', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, concurrency: 3 });
    const calls = [1, 2, 3, 4, 5].map((i) => pool.apply(noteAndWait, at(stage, i)));
    await stage.reaches(3);

    pool.close();
    stage.open();
    await pool.join();

    assert.deepEqual(await Promise.all(calls), [1, 2, 3, 4, 5]);
  });
}
