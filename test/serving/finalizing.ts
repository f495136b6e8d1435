/** `finalizer`: runs before a worker ends in order, and not otherwise. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { exitWith, noteAndWait, square } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { at } from './holding.ts';

/** Writes `text` to the log of the stage, a moment after it was called. */
function noting({ log }: Stage, text: string): () => Promise<void> {
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    appendFileSync(log, `${text}\n`);
  };
}

export function finalizing(subject: Subject): void {
  subject.it('runs in each worker when the pool is closed, after all work', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 2, finalizer: noting(stage, 'bye') });
    await pool.ready();
    stage.open();
    const call = pool.apply(noteAndWait, at(stage, 'work'));
    pool.close();
    await pool.join();

    assert.equal(await call, 'work');
    assert.deepEqual(stage.lines.toSorted(), ['bye', 'bye', 'work']);
  });

  subject.it('runs in a worker that is replaced', async () => {
    using stage = new Stage();
    const finalizer = noting(stage, 'bye');
    await using pool = subject.pool({ workers: 1, maxTasksPerChild: 1, finalizer });

    assert.deepEqual(await pool.map(square, [1, 2, 3], { chunkSize: 1 }), [1, 4, 9]);

    await until('the last of three finalizers', () => stage.lines.length === 3);
  });

  subject.it('runs in a worker that has nothing to do', async () => {
    using stage = new Stage();
    await using pool = subject.pool({
      workers: 1,
      idleTimeout: 1,
      finalizer: noting(stage, 'bye'),
    });

    await until('the finalizer', () => stage.lines.length === 1);
    await until('the end of the worker', () => pool.workers.length === 0);
  });

  subject.it('does not run at terminate', async () => {
    using stage = new Stage();
    const pool = subject.pool({ workers: 1, finalizer: noting(stage, 'bye') });
    await pool.ready();
    assert.equal(await pool.apply(square, [2]), 4);

    await pool.terminate();

    assert.deepEqual(stage.lines, []);
  });

  subject.itWith('death', 'does not run in a worker that dies', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, finalizer: noting(stage, 'bye') });

    await assert.rejects(pool.apply(exitWith, [3]), { code: 'ERR_POOL_WORKER_LOST' });

    assert.deepEqual(stage.lines, []);
  });

  subject.it('is a warning if it throws; the worker ends all the same', async () => {
    const finalizer = (): never => {
      throw new RangeError('cannot say goodbye');
    };
    await using pool = subject.pool({ workers: 1, finalizer });
    await pool.ready();
    const warned = once(process, 'warning') as Promise<[Error & { code?: string }]>; // Node's

    pool.close();
    await pool.join();

    const [warning] = await warned;
    assert.equal(warning.code, 'MANYHANDS_FINALIZER');
    assert.match(warning.message, /finalizer failed in worker 1.*RangeError: cannot say goodbye/);
  });

  subject.it('has killGrace to come to its end', async () => {
    const finalizer = async (): Promise<void> => await new Promise(() => {});
    await using pool = subject.pool({ workers: 1, killGrace: 20, finalizer });
    await pool.ready();

    pool.close();
    await pool.join();

    assert.deepEqual(pool.workers, []);
  });
}
