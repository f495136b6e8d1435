/** `currentWorker().signal` and `abortGrace`: a task is asked to stop, and a worker whose task does is kept. */
import assert from 'node:assert/strict';
import { currentWorker } from 'manyhands';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { noteAndSpin, noteAndWait, square } from './tasks.ts';

/** Longer than anything takes that comes at all. */
const LONG = 30_000;

/** Notes that it has begun; then, when it is aborted, why. */
async function noteWhy(log: string): Promise<void> {
  const { signal } = currentWorker() ?? {};
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, 'begun\n');
  if (signal?.aborted === false)
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  fs.appendFileSync(log, `${signal?.reason.name}\n`);
}

/** The same, and lets nothing else run in its thread. */
function spinUntilAborted(log: string): void {
  const { signal } = currentWorker() ?? {};
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, 'begun\n');
  while (signal?.aborted === false);
  try {
    signal?.throwIfAborted();
  } catch (error) {
    fs.appendFileSync(log, `${(error as Error).name} ${error === signal?.reason}\n`);
  }
}

/** What it does, and what it adds to the reason. */
const TASKS: readonly (readonly [string, (log: string) => unknown, string])[] = [
  ['waits', noteWhy, ''],
  ['lets nothing else run', spinUntilAborted, ' true'],
];

export function stopping(subject: Subject): void {
  if (subject.isCluster) {
    subject.it('cannot be asked for on a cluster, where the signal is never aborted', async () => {
      await using pool = subject.pool();

      assert.equal(await pool.apply(() => currentWorker()?.signal.aborted), false);
      await assert.rejects(pool.apply(square, [1], { abortGrace: 5 }), {
        code: 'ERR_POOL_OPTION',
        message: /^abortGrace: the workers/,
      });
    });
    return;
  }

  for (const [how, task, more] of TASKS) {
    const run = (title: string, body: () => Promise<void>): void => {
      if (task === noteWhy) subject.it(`${title}: a task that ${how}`, body);
      else subject.itWith('blocking', `${title}: a task that ${how}`, body);
    };

    run('keeps the worker of a cancelled task that stops', async () => {
      using stage = new Stage();
      await using pool = subject.pool({ workers: 1, abortGrace: LONG });
      const controller = new AbortController();
      const call = pool.apply(task, [stage.log], { signal: controller.signal });
      const behind = pool.apply(square, [3]);
      await stage.reaches(1);

      controller.abort(new Error('gone'));

      await assert.rejects(call, { message: 'gone' });
      assert.equal(await behind, 9);
      assert.deepEqual(stage.lines, ['begun', `AbortError${more}`]);
      assert.deepEqual(
        pool.workers.map(({ id, state }) => [id, state]),
        [[1, 'idle']],
      );
    });

    run('keeps the worker of a task whose time is up', async () => {
      using stage = new Stage();
      await using pool = subject.pool(1);
      const options = { timeout: 50, abortGrace: LONG };

      await assert.rejects(pool.apply(task, [stage.log], options), {
        code: 'ERR_POOL_TASK_TIMEOUT',
      });

      assert.equal(await pool.apply(square, [3]), 9);
      assert.deepEqual(stage.lines, ['begun', `TimeoutError${more}`]);
      assert.equal(pool.workers[0]?.id, 1);
      assert.equal(pool.stats().tasks.timedOut, 1);
    });

    run('lets a task clean up when the pool ends', async () => {
      using stage = new Stage();
      const pool = subject.pool({ workers: 1, abortGrace: LONG });
      const call = pool.apply(task, [stage.log]).catch((error: unknown) => error);
      await stage.reaches(1);

      await pool.terminate();

      assert.equal((await (call as Promise<Error>)).name, 'PoolTerminatedError');
      assert.deepEqual(stage.lines, ['begun', `PoolTerminatedError${more}`]);
      assert.deepEqual(pool.workers, []);
    });
  }

  subject.itWith('kill', 'ends the worker of a task that does not stop in time', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, killGrace: 1 });
    const call = pool.applyAsync(noteAndSpin, [stage.log, 'stuck'], { abortGrace: 20 });
    const others = [1, 2].map((x) => pool.apply(square, [x]));
    await stage.reaches(1);

    call.cancel();

    await assert.rejects(call.get(), { name: 'AbortError' });
    assert.deepEqual(await Promise.all(others), [1, 4]);
    assert.equal(pool.workers[0]?.id, 2);
  });

  subject.itWith('kill', 'ends it at once by default: the task sees nothing', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, killGrace: 1 });
    const call = pool.applyAsync(noteWhy, [stage.log]);
    await stage.reaches(1);

    call.cancel();

    await assert.rejects(call.get(), { name: 'AbortError' });
    assert.equal(await pool.apply(square, [2]), 4);
    assert.equal(pool.workers[0]?.id, 2);
    assert.deepEqual(stage.lines, ['begun']);
  });

  subject.it('begins no more tasks of a chunk that was cancelled', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const logs = [stage.log, stage.log, stage.log];
    const call = pool.mapAsync(noteWhy, logs, { chunkSize: 3, abortGrace: LONG });
    await stage.reaches(1);

    call.cancel();

    await assert.rejects(call.get(), { name: 'AbortError' });
    assert.equal(await pool.apply(square, [2]), 4);
    assert.deepEqual(stage.lines, ['begun', 'AbortError']);
    const { cancelled, queued, running } = pool.stats().tasks;
    assert.deepEqual([cancelled, queued, running], [3, 0, 0]);
  });

  subject.it('leaves alone what runs beside it in the same worker', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, concurrency: 2, abortGrace: LONG });
    const controller = new AbortController();
    const call = pool.apply(noteWhy, [stage.log], { signal: controller.signal });
    const beside = pool.apply(noteAndWait, [stage.log, stage.gate, 'beside']);
    await stage.reaches(2);

    controller.abort(new Error('gone'));

    await assert.rejects(call, { message: 'gone' });
    await stage.reaches(3);
    stage.open();
    assert.equal(await beside, 'beside');
    assert.ok(stage.lines.includes('AbortError'));
    assert.equal(pool.workers[0]?.id, 1);
  });

  subject.it('runs the neighbours of a task whose time is up, each once', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const task = async (log: string, n: number): Promise<number> => {
      if (n === 1) await new Promise((go) => currentWorker()?.signal.addEventListener('abort', go));
      process.getBuiltinModule('node:fs').appendFileSync(log, `${n}\n`);
      return n;
    };
    const items = [0, 1, 2].map((n) => [stage.log, n] as const);

    const results = pool.istarmap(task, items, { chunkSize: 3, timeout: 200, abortGrace: LONG });

    assert.deepEqual(await results.next(), { done: false, value: 0 });
    await assert.rejects(results.next(), { code: 'ERR_POOL_TASK_TIMEOUT' });
    assert.deepEqual(await results.next(), { done: false, value: 2 });
    assert.deepEqual(stage.lines, ['0', '1', '2']);
    assert.equal(pool.workers[0]?.id, 1);
  });

  subject.it('gives each task a signal of its own, which is not sent with the rest', async () => {
    await using pool = subject.pool(1);
    const same = (): boolean => {
      const before = Reflect.get(globalThis, 'before') as AbortSignal | undefined;
      const now = currentWorker()?.signal;
      Reflect.set(globalThis, 'before', now);
      return before === now || now !== currentWorker()?.signal;
    };

    const isSame = await pool.map(same, [1, 2], { chunkSize: 2, abortGrace: 1 });
    const here = await pool.apply(() => currentWorker());

    assert.deepEqual(isSame, [false, false]);
    assert.deepEqual(Object.keys(here ?? {}).includes('signal'), false);
  });

  subject.it('refuses what is no time', async () => {
    await using pool = subject.pool();

    await assert.rejects(pool.apply(square, [1], { abortGrace: -1 }), { code: 'ERR_POOL_OPTION' });
    assert.throws(() => subject.pool({ workers: 1, abortGrace: 'x' as never }), {
      code: 'ERR_POOL_OPTION',
    });
  });
}
