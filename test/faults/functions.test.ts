/** Functions that the worker cannot have: their tasks settle, everybody else's go on. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Stage } from '../conformance/stage.ts';
import { assertWhole, overBoth } from './over-both.ts';
import { task as crashes } from './modules/crashes-in-worker.ts';
import { task as differs } from './modules/differs-in-worker.ts';
import { task as exits } from './modules/exits-in-worker.ts';
import { task as hangs } from './modules/hangs-in-worker.ts';
import { task as loops } from './modules/loops-in-worker.ts';
import { task as makesPool } from './modules/pool-in-worker.ts';
import { task as slow } from './modules/slow-in-worker.ts';
import { task as throws } from './modules/throws-in-worker.ts';

type Task = (x: number) => number;

overBoth('A function whose module', (subject) => {
  for (const [title, fn, error] of [
    ['throws', throws, /not here/],
    ['exits', exits, { code: 'ERR_POOL_WORKER_LOST', exitCode: 11 }],
    [
      'lets something be thrown that nobody can catch',
      crashes,
      { name: 'TypeError', message: /stray/ },
    ],
    ['exports something else there', differs, { code: 'ERR_POOL_NOT_SENDABLE' }],
  ] as readonly (readonly [string, Task, RegExp | object])[]) {
    subject.it(
      `${title} in the worker fails its tasks, time after time, and nothing else`,
      async () => {
        await using pool = subject.pool(2);
        const others = pool.mapAsync((x: number) => x + 1, [1, 2, 3, 4], { chunkSize: 1 });

        await assert.rejects(pool.map(fn, [1, 2, 3]), error);
        await assert.rejects(pool.apply(fn, [1]), error);

        assert.deepEqual(await others, [2, 3, 4, 5]);
        await assertWhole(pool);
      },
    );

    subject.it(`${title} in the worker fails each item of a stream`, async () => {
      await using pool = subject.pool();
      const results = pool.imap(fn, [1, 2]);

      await assert.rejects(results.next(), error);
      await assert.rejects(results.next(), error);

      assert.deepEqual(await results.next(), { done: true, value: undefined });
    });
  }

  for (const [title, fn] of [
    ['never ends its top-level await', hangs],
    ['loops for ever', loops],
  ] as const) {
    subject.it(`${title} is bound by startTimeout`, async () => {
      await using pool = subject.pool({ workers: 1, killGrace: 1, startTimeout: 2000 });

      const result = pool.applyAsync(fn, [1], { timeout: 600_000 });

      await assert.rejects(result.get(), {
        code: 'ERR_POOL_TASK_TIMEOUT',
        message: /'task' was not loaded after 2000 ms \(startTimeout\)/,
      });
      await assertWhole(pool);
    });

    subject.it(`${title} can be cancelled`, async () => {
      await using pool = subject.pool({ workers: 1, killGrace: 1 });
      const result = pool.applyAsync(fn, [1]);
      await pool.ready();

      result.cancel('enough');

      await assert.rejects(result.get(), (reason) => reason === 'enough');
      await assertWhole(pool);
    });

    subject.it(`${title} does not keep the pool from being terminated`, async () => {
      const pool = subject.pool({ workers: 1, killGrace: 1 });
      const result = pool.applyAsync(fn, [1]);
      await pool.ready();

      await pool.terminate();

      await assert.rejects(result.get(), { code: 'ERR_POOL_TERMINATED' });
      assert.deepEqual(pool.workers, []);
    });
  }

  subject.it('takes longer to load than the task may run does not fail the task', async () => {
    await using pool = subject.pool();
    const timeout = 50;

    assert.equal(await pool.apply(slow, [1], { timeout }), 1);
  });

  subject.it('has been removed since fails its tasks in new workers', async () => {
    using folder = new Stage();
    const file = folder.gateNamed('module.mjs');
    writeFileSync(file, 'export const task = (x) => x + 1;');
    const { task } = (await import(pathToFileURL(file).href)) as { task: Task };
    await using pool = subject.pool();
    assert.equal(await pool.apply(task, [1]), 2);

    rmSync(file);
    await assert.rejects(
      pool.apply(() => process.exit(0)),
      { code: 'ERR_POOL_WORKER_LOST' },
    );

    await assert.rejects(pool.apply(task, [1]), /cannot load 'task' in the worker/);
    await assertWhole(pool);
  });

  for (const [title, text, error] of [
    ['exports it no more', 'export const another = (x) => x + 1;', /the module exports 'another'/],
    ['is no program any more', 'export const task = (x) =>', /cannot load 'task' in the worker/],
    ['imports what is not there', "import 'no-such-package';", /no-such-package/],
    [
      'throws what has no text',
      'throw Object.create(null);',
      /cannot load 'task' in the worker: .* fails with an object without a prototype/,
    ],
    [
      'throws an error that cannot be read',
      "throw Object.defineProperty(new Error(''), 'message', { get() { throw 1; } });",
      /cannot load 'task' in the worker: .* fails with an Error/,
    ],
  ] as const) {
    subject.it(`${title} by now fails its tasks in new workers, and nothing else`, async () => {
      using folder = new Stage();
      const file = folder.gateNamed('module.mjs');
      writeFileSync(file, 'export const task = (x) => x + 1;');
      const { task } = (await import(pathToFileURL(file).href)) as { task: Task };
      await using pool = subject.pool({ workers: 1, maxTasksPerChild: 1 });
      assert.equal(await pool.apply(task, [1]), 2);

      writeFileSync(file, text);

      await assert.rejects(pool.apply(task, [1]), error);
      await assert.rejects(pool.apply(task, [1]), error);
      await assertWhole(pool);
    });
  }

  subject.it(
    'makes a pool when it is loaded is told to put the start of the program elsewhere',
    async () => {
      await using pool = subject.pool();

      await assert.rejects(pool.apply(makesPool, [1]), {
        message:
          /a pool was created while a worker was importing this module: put the code that starts the program in a function that only the program calls/,
      });

      await assertWhole(pool);
    },
  );

  subject.it('may be loading while a task makes a pool', async () => {
    await using pool = subject.pool();
    const nested = pool.applyAsync(async () => {
      const { ThreadPool } = await import('manyhands');
      const inner = new ThreadPool(1);
      const values = await inner.map((x: number) => x + 1, [1, 2]);
      await inner.terminate();
      return values;
    });
    const other = pool.applyAsync(hangs, [1]);

    assert.deepEqual(await nested, [2, 3]);
    other.cancel('enough');
  });
});
