/** `currentWorker().slot` and `recycle`. */
import assert from 'node:assert/strict';
import { currentWorker } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { noteAndWait, square } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { at } from './holding.ts';

/** Waits until `count` of them have met, so that each is in a worker of its own. */
async function meet(log: string, count: number): Promise<number | undefined> {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, 'here\n');
  while (fs.readFileSync(log, 'utf8').split('\n').length <= count)
    await new Promise((resolve) => setTimeout(resolve, 2));
  return currentWorker()?.slot;
}

export function places(subject: Subject): void {
  subject.it('numbers the places of workers from 0', async () => {
    using stage = new Stage();
    await using pool = subject.pool(3);

    const slots = await pool.starmap(
      meet,
      [1, 2, 3].map(() => [stage.log, 3] as const),
      { chunkSize: 1 },
    );

    assert.deepEqual(slots.toSorted(), [0, 1, 2]);
  });

  subject.it('gives who replaces a worker its number, in the initializer too', async () => {
    using stage = new Stage();
    const { log } = stage;
    const initializer = (): void => {
      const { id, slot } = currentWorker() ?? {};
      process.getBuiltinModule('node:fs').appendFileSync(log, `worker ${id} at ${slot}\n`);
    };
    await using pool = subject.pool({ workers: 1, maxTasksPerChild: 1, initializer });

    await pool.map(square, [1, 2], { chunkSize: 1 });
    await pool.ready();

    assert.deepEqual(stage.lines, ['worker 1 at 0', 'worker 2 at 0', 'worker 3 at 0']);
  });

  subject.it('has no number in the program itself', () => {
    assert.equal(currentWorker(), undefined);
  });

  subject.it('replaces all workers, each when it has done what it runs', async () => {
    using stage = new Stage();
    await using pool = subject.pool(2);
    await pool.ready();
    const held = pool.apply(noteAndWait, at(stage, 'held'));
    await stage.reaches(1);
    const waiting = pool.apply(square, [5]);

    pool.recycle();

    assert.equal(await waiting, 25);
    await until('the worker without work to be replaced', () => {
      const ids = pool.workers.filter(({ state }) => state === 'idle').map(({ id }) => id);
      return ids.length === 1 && ids[0] === 3;
    });
    stage.open();
    assert.equal(await held, 'held');
    await until('both to be new', () => pool.workers.every(({ id }) => id > 2));
    await pool.ready();
    assert.deepEqual(
      pool.workers.map(({ id }) => id),
      [3, 4],
    );
  });

  subject.it(
    'replaces workers that are only just starting, and runs what waits for them',
    async () => {
      await using pool = subject.pool(1);
      const call = pool.apply(square, [5]);

      pool.recycle();

      assert.equal(await call, 25);
      assert.ok(pool.workers.every(({ id }) => id > 1));
    },
  );
}
