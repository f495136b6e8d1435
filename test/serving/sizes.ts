/** `workers: { min, max }`, `growAfter`, `idleTimeout` and `resize`. */
import assert from 'node:assert/strict';
import { currentWorker, OptionError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { identity, noteAndWait, square } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { at } from './holding.ts';

/** That nothing has to wait for. */
const SOON = 1;

export function sizes(subject: Subject): void {
  subject.it('starts with the least, and grows while work waits, up to the most', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: { min: 1, max: 3 }, growAfter: SOON });
    await pool.ready();
    assert.equal(pool.workers.length, 1);

    const calls = [1, 2, 3, 4, 5].map((i) => pool.apply(noteAndWait, at(stage, i)));
    await stage.reaches(3);
    assert.equal(pool.workers.length, 3);
    stage.open();

    assert.deepEqual(await Promise.all(calls), [1, 2, 3, 4, 5]);
    assert.equal(pool.workers.length, 3);
    assert.deepEqual([pool.options.minWorkers, pool.options.workers], [1, 3]);
  });

  subject.it('may have no worker before there is work, and again after it', async () => {
    await using pool = subject.pool({ workers: { min: 0, max: 2 }, idleTimeout: SOON });
    assert.deepEqual(pool.workers, []);

    assert.equal(await pool.apply(square, [3]), 9);

    await until('all to have ended', () => pool.workers.length === 0);
    assert.equal(await pool.apply(square, [4]), 16);
  });

  subject.it('shrinks down to the least, and no further', async () => {
    using stage = new Stage();
    const workers = { min: 1, max: 3 };
    await using pool = subject.pool({ workers, growAfter: SOON, idleTimeout: 20 });
    const calls = [1, 2, 3].map((i) => pool.apply(noteAndWait, at(stage, i)));
    await stage.reaches(3);
    stage.open();
    await Promise.all(calls);

    await until('two to have ended', () => pool.workers.length === 1);
    assert.equal(pool.stats().workers.replaced, 0);
    assert.equal(await pool.apply(square, [3]), 9);
    assert.equal(pool.workers.length, 1);
  });

  subject.it('does not grow for work that moves on', async () => {
    await using pool = subject.pool({ workers: { min: 1, max: 4 }, growAfter: 60_000 });

    await pool.map(
      identity,
      Array.from({ length: 200 }, (_, i) => i),
      { chunkSize: 1 },
    );

    assert.equal(pool.workers.length, 1);
  });

  subject.it('gets as many workers as it is told', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const calls = [1, 2, 3].map((i) => pool.apply(noteAndWait, at(stage, i)));
    await stage.reaches(1);

    pool.resize(3);
    await stage.reaches(3);
    stage.open();

    await Promise.all(calls);
    await pool.ready();
    assert.equal(pool.workers.length, 3);
  });

  subject.it('loses those that are too many when they have done what they run', async () => {
    using stage = new Stage();
    await using pool = subject.pool(3);
    const calls = [1, 2, 3].map((i) => pool.apply(noteAndWait, at(stage, i)));
    await stage.reaches(3);

    pool.resize(1);
    stage.open();

    assert.deepEqual(await Promise.all(calls), [1, 2, 3]);
    await until('two to have ended', () => pool.workers.length === 1);
    assert.equal(await pool.apply(() => currentWorker()?.slot), 0);
    assert.equal(pool.stats().workers.replaced, 0);
  });

  subject.it('makes room in the queue, or takes it away', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, maxQueue: 0 });
    const first = pool.apply(noteAndWait, at(stage, 1));
    await assert.rejects(pool.apply(square, [1]), { code: 'ERR_POOL_QUEUE_FULL' });

    pool.resize(2);
    const second = pool.apply(square, [2]);
    await assert.rejects(pool.apply(square, [3]), { code: 'ERR_POOL_QUEUE_FULL' });

    stage.open();
    assert.deepEqual(await Promise.all([first, second]), [1, 4]);
  });

  subject.it('refuses to have none', async () => {
    await using pool = subject.pool(1);

    for (const workers of [0, -1, 1.5, Number.NaN])
      assert.throws(() => pool.resize(workers), OptionError);
    assert.equal(await pool.apply(square, [2]), 4);
  });

  subject.it('does nothing after the end', async () => {
    const pool = subject.pool(1);
    await pool.terminate();

    pool.resize(2);
    pool.recycle();

    assert.deepEqual(pool.workers, []);
  });
}
