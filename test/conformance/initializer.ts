/** The initializer: once in every worker before its first task, and how a pool fails whose initializer does. */
import assert from 'node:assert/strict';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { note, noteAndWait, recall, square } from './tasks.ts';

export function initializer(subject: Subject): void {
  subject.it('settles ready when every worker has run its initializer', async () => {
    using stage = new Stage();
    await using pool = subject.pool({
      workers: 2,
      initializer: noteAndWait,
      initArgs: [stage.log, stage.gate, 'x'],
    });
    let isReady = false;
    const ready = pool.ready().then(() => {
      isReady = true;
    });

    await stage.reaches(2);
    const wasReady = isReady;
    stage.open();
    await ready;

    assert.equal(wasReady, false);
    assert.deepEqual(stage.lines, ['x', 'x']);
  });

  subject.it('runs the initializer once in each worker, before its first task', async () => {
    using stage = new Stage();
    await using pool = subject.pool({
      workers: 2,
      initializer: note,
      initArgs: [stage.log, 'init'],
    });

    await pool.starmap(
      note,
      Array.from({ length: 6 }, () => [stage.log, 'task'] as const),
      { chunkSize: 1 },
    );
    await pool.ready();

    assert.equal(stage.lines[0], 'init');
    assert.equal(stage.lines.filter((line) => line === 'init').length, 2);
  });

  subject.it('runs the initializer in replacements too', async () => {
    using stage = new Stage();
    await using pool = subject.pool({
      workers: 1,
      maxTasksPerChild: 1,
      initializer: note,
      initArgs: [stage.log, 'init'],
    });

    for (const x of [1, 2, 3]) await pool.apply(square, [x]);
    await pool.ready();

    assert.deepEqual(stage.lines.slice(0, 3), ['init', 'init', 'init']);
  });

  subject.it(
    'fails pending and later work with the error of an initializer that throws',
    async () => {
      const pool = subject.pool({
        workers: 2,
        initializer: () => {
          throw Object.assign(new RangeError('no database'), { code: 'E_DB' });
        },
      });
      const expected = (error: unknown): boolean => {
        const { name, code, cause, message } = error as Error & { code: string };
        assert.deepEqual([name, code], ['InitializerError', 'ERR_POOL_INITIALIZER']);
        assert.match(message, /no database/);
        assert.ok(cause instanceof RangeError);
        assert.equal((cause as RangeError & { code?: string }).code, 'E_DB');
        return true;
      };

      await Promise.all([
        assert.rejects(pool.map(square, [1, 2]), expected),
        assert.rejects(pool.ready(), expected),
      ]);
      await assert.rejects(pool.apply(square, [1]), expected);
      await assert.rejects(pool.ready(), expected);
      await pool.terminate();

      assert.deepEqual(pool.workers, []);
    },
  );

  subject.it(
    'comes to its end after an initializer that throws, closed or terminated',
    async () => {
      const pool = subject.pool({ workers: 1, initializer: () => Promise.reject(new Error('no')) });
      await assert.rejects(pool.apply(square, [1]), { code: 'ERR_POOL_INITIALIZER' });

      pool.close();
      await pool.join();

      // A cluster's hosts may come and go: only their own workers are given up.
      const state = subject.isCluster ? 'closed' : 'terminated';
      assert.deepEqual([pool.state, pool.workers], [state, []]);
    },
  );

  subject.itWith(
    'isolation',
    'gives tasks what an asynchronous initializer has left them',
    async () => {
      await using pool = subject.pool({
        workers: 1,
        initializer: async (value: string) => {
          await new Promise((resolve) => setImmediate(resolve));
          (globalThis as { remembered?: unknown }).remembered = value;
        },
        initArgs: ['from the initializer'],
      });

      assert.equal(await pool.apply(recall), 'from the initializer');
    },
  );
}
