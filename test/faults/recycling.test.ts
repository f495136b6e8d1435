/** Workers that the pool retires while its other work goes on. */
import assert from 'node:assert/strict';
import { Stage } from '../conformance/stage.ts';
import { noteAndWait, place } from '../conformance/tasks.ts';
import { childPids } from '../leaks.ts';
import { until } from '../until.ts';
import { assertWhole, overBoth } from './over-both.ts';

const inc = (x: number): number => x + 1;
const TINY = 1; // every worker is above that
const MB = 1_048_576;
const HUGE = Number.MAX_SAFE_INTEGER;

overBoth('Recycling', (subject) => {
  subject.it('replaces a worker that is above maxMemoryPerChild after its chunk', async () => {
    await using pool = subject.pool({ workers: 1, maxMemoryPerChild: TINY });

    const places = [await pool.apply(place), await pool.apply(place), await pool.apply(place)];

    assert.equal(new Set(places).size, 3);
    await assertWhole(pool);
  });

  subject.it('measures the worker, and not the program it may be a part of', async () => {
    const ballast = Buffer.alloc(300 * MB, 1); // in the program
    await using pool = subject.pool({ workers: 1, maxMemoryPerChild: 200 * MB });
    const hold = (bytes: number): number => {
      Reflect.set(globalThis, 'held', Buffer.alloc(bytes, 1));
      return bytes;
    };

    const places = [await pool.apply(place), await pool.apply(place)];
    await pool.apply(hold, [220 * MB]);
    places.push(await pool.apply(place));

    assert.equal(places[0], places[1]);
    assert.notEqual(places[1], places[2]);
    assert.equal(ballast.length, 300 * MB);
  });

  subject.it('leaves a worker alone that is below maxMemoryPerChild', async () => {
    await using pool = subject.pool({ workers: 1, maxMemoryPerChild: HUGE });

    const places = [await pool.apply(place), await pool.apply(place), await pool.apply(place)];

    assert.equal(new Set(places).size, 1);
  });

  subject.it('loses no work that queues while workers are replaced for their memory', async () => {
    await using pool = subject.pool({ workers: 2, maxMemoryPerChild: TINY });

    const values = await pool.map(
      inc,
      Array.from({ length: 24 }, (_, i) => i),
      { chunkSize: 2 },
    );

    assert.deepEqual(
      values,
      Array.from({ length: 24 }, (_, i) => i + 1),
    );
    await assertWhole(pool);
  });

  subject.it('that comes with close still ends with all work done', async () => {
    const pool = subject.pool({
      workers: 2,
      maxMemoryPerChild: TINY,
      maxTasksPerChild: 1,
      idleTimeout: 1,
    });
    const result = pool.mapAsync(inc, [1, 2, 3, 4, 5, 6], { chunkSize: 1 });

    pool.close();
    await pool.join();

    assert.deepEqual(await result, [2, 3, 4, 5, 6, 7]);
    assert.deepEqual(pool.workers, []);
  });

  subject.it('that comes with terminate ends with nothing left', async () => {
    const before = childPids().length;
    const pool = subject.pool({
      workers: 2,
      maxMemoryPerChild: TINY,
      maxTasksPerChild: 1,
      idleTimeout: 1,
    });
    const first = pool.applyAsync(inc, [1]);
    const result = pool.mapAsync(
      inc,
      Array.from({ length: 50 }, (_, i) => i),
      { chunkSize: 1 },
    );
    await first;

    await pool.terminate();

    await assert.rejects(result.get(), { code: 'ERR_POOL_TERMINATED' });
    assert.equal(childPids().length, before);
  });

  subject.it('does not stop a worker that is taken out of service with work in hand', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 2, maxMemoryPerChild: TINY });
    const slow = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'slow']);
    await stage.reaches(1);

    const quick = await pool.map(
      inc,
      Array.from({ length: 10 }, (_, i) => i),
      { chunkSize: 1 },
    );
    stage.open();

    assert.equal(quick.length, 10);
    assert.equal(await slow, 'slow');
    await assertWhole(pool);
  });

  subject.it('ends idle workers after idleTimeout and starts them again on demand', async () => {
    await using pool = subject.pool({ workers: 2, idleTimeout: 1 });
    await pool.ready();
    await until('idle workers to end', () => pool.workers.length === 0);

    assert.equal(await pool.apply(inc, [1]), 2);

    assert.deepEqual(await pool.map(inc, [1, 2, 3, 4]), [2, 3, 4, 5]);
  });

  subject.it('lets ready() settle after all idle workers have ended', async () => {
    await using pool = subject.pool({ workers: 2, idleTimeout: 1 });
    await pool.ready();
    await until('idle workers to end', () => pool.workers.length === 0);

    await pool.ready();

    assert.equal(await pool.apply(inc, [1]), 2);
  });

  subject.it(
    'lets ready() settle although workers end idle before the last has started',
    async () => {
      await using pool = subject.pool({ workers: 9, idleTimeout: 0 });

      await pool.ready();

      assert.equal(await pool.apply(inc, [1]), 2);
    },
  );

  subject.it(
    'of idle workers, many times over, is neither slowed down nor taken for a crash loop',
    async () => {
      await using pool = subject.pool({ workers: 1, idleTimeout: 0 });

      for (let i = 0; i < 8; i += 1) {
        await pool.ready();
        await until('the idle worker to end', () => pool.workers.length === 0);
      }

      assert.equal(await pool.apply(inc, [1]), 2);
    },
  );

  subject.it('of idle workers does not come in the way of close and join', async () => {
    const pool = subject.pool({ workers: 2, idleTimeout: 1 });
    await pool.ready();
    await until('idle workers to end', () => pool.workers.length === 0);

    pool.close();
    await pool.join();

    assert.deepEqual(pool.workers, []);
  });

  subject.it('wakes a closed pool for a stream that is read late', async () => {
    const pool = subject.pool({ workers: 1, idleTimeout: 1 });
    const results = pool.imap(inc, [1, 2, 3], { bufferSize: 1 });
    assert.deepEqual(await results.next(), { done: false, value: 2 });
    pool.close();
    await until('idle workers to end', () => pool.workers.length === 0);

    const rest = [await results.next(), await results.next(), await results.next()];

    assert.deepEqual(
      rest.map(({ value }) => value),
      [3, 4, undefined],
    );
    await pool.join();
  });

  subject.it('stops a retired worker whose last chunks are taken back, and goes on', async () => {
    await using pool = subject.pool({ workers: 1, maxMemoryPerChild: TINY });
    const controller = new AbortController();
    const { signal } = controller;
    const first = pool.applyAsync(inc, [1]);
    const dropped = Promise.allSettled(
      Array.from({ length: 30 }, async (_, i) => await pool.apply(inc, [i], { signal })),
    );

    await first;
    controller.abort();
    await dropped;

    await assertWhole(pool);
  });

  subject.it('never lets more workers live than were asked for', async () => {
    const before = childPids().length;
    await using pool = subject.pool({ workers: 2, maxTasksPerChild: 1 });
    const counts: number[] = [];

    for await (const value of pool.imapUnordered(
      inc,
      Array.from({ length: 12 }, (_, i) => i),
    )) {
      counts.push(pool.workers.length, childPids().length - before);
      assert.ok(value > 0);
    }

    assert.ok(Math.max(...counts) <= 2, String(counts));
    await assertWhole(pool);
  });
});
