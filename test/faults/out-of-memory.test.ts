/** Tasks that need more memory than there is. The worker ends in the middle of whatever it is doing. */
import assert from 'node:assert/strict';
import { WorkerLostError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import { runProgram } from '../program.ts';
import { until } from '../until.ts';
import { assertWhole, overBoth } from './over-both.ts';

/** So little that it is soon full, and enough for a worker with nothing to do. */
const resourceLimits = { maxOldGenerationSizeMb: 32 };
const lost = { code: 'ERR_POOL_WORKER_LOST', message: /ran out of memory/ };

function fillHeap(): never {
  const kept: unknown[] = [];
  for (;;) kept.push(new Array(10_000).fill({}));
}

overBoth('A task that runs out of memory', (subject) => {
  subject.it('fails with the limit, how to raise it, and which worker it was', async () => {
    await using pool = subject.pool({ workers: 1, resourceLimits });
    await pool.ready();
    const [worker] = pool.workers;

    await assert.rejects(pool.apply(fillHeap), (error: WorkerLostError) => {
      assert.ok(error instanceof WorkerLostError);
      assert.match(error.message, /ran out of memory, at its heap limit of about 32 MB/);
      assert.match(error.message, /raise it with resourceLimits: { maxOldGenerationSizeMb: 64 }/);
      assert.deepEqual([error.workerId, error.pid], [worker?.id, worker?.pid]);
      if (subject.kind === 'process') assert.equal(error.signal, 'SIGABRT');
      return true;
    });

    await assertWhole(pool);
  });

  subject.it('before its worker has started is told what the least is', async () => {
    if (subject.kind === 'process') return; // starts with any limit
    const pool = subject.pool({ workers: 1, resourceLimits: { maxOldGenerationSizeMb: 3 } });

    await assert.rejects(pool.apply(fillHeap), {
      code: 'ERR_POOL_CRASH_LOOP',
      message: /heap limit of about 3 MB; raise it with .* 8 } \(8 is the least/,
    });

    await pool.terminate();
  });

  subject.it('in a thread has room in the least heap that there is', async () => {
    await using pool = subject.pool({ workers: 1, resourceLimits: { maxOldGenerationSizeMb: 8 } });

    await assertWhole(pool);
  });

  subject.it('is reported once: in the error, and not on stderr as well', async () => {
    const { stdout, stderr } = await runProgram(
      new URL('./programs/full-heap.js', import.meta.url),
      {
        args: [subject.kind],
      },
    );

    assert.match(stdout, /ran out of memory/);
    if (subject.kind === 'process') assert.match(stdout, /FATAL ERROR: .*heap out of memory/);
    assert.equal(stderr, '');
  });

  subject.itWith('process', 'that execArgv gives it says so', async () => {
    await using pool = subject.pool({ workers: 1, execArgv: ['--max-old-space-size=32'] });

    await assert.rejects(pool.apply(fillHeap), { message: /at its heap limit of about 32 MB/ });

    await assertWhole(pool);
  });

  subject.it('loses what its chunk had not sent, and nothing else', async () => {
    await using pool = subject.pool({ workers: 1, resourceLimits });
    const fillAtThree = (x: number): number => {
      const kept: unknown[] = [];
      while (x === 3) kept.push(new Array(10_000).fill({}));
      return x;
    };
    const results = pool.imap(fillAtThree, [0, 1, 2, 3, 4, 5], { chunkSize: 2, timeout: 600_000 });

    const before = [await results.next(), await results.next(), await results.next()];
    await assert.rejects(results.next(), lost);

    const after = [await results.next(), await results.next()];
    assert.deepEqual(
      [...before, ...after].map(({ value }) => value),
      [0, 1, 2, 4, 5],
    );
    await assertWhole(pool);
  });

  subject.it('is run again as often as retries says, and no more', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, resourceLimits });
    const noteAndFill = (log: string): never => {
      process.getBuiltinModule('node:fs').appendFileSync(log, 'run\n');
      const kept: unknown[] = [];
      for (;;) kept.push(new Array(10_000).fill({}));
    };

    await assert.rejects(pool.apply(noteAndFill, [stage.log], { retries: 2 }), lost);

    assert.deepEqual(stage.lines, ['run', 'run', 'run']);
    await assertWhole(pool);
  });

  subject.it('while its result is sent is lost', async () => {
    await using pool = subject.pool({ workers: 1, resourceLimits });
    const task = (): object => ({
      get value(): never {
        const kept: unknown[] = [];
        for (;;) kept.push(new Array(10_000).fill({}));
      },
    });

    await assert.rejects(pool.apply(task), lost);

    await assertWhole(pool);
  });

  subject.it('after it is done has its worker replaced, and nobody fails', async () => {
    await using pool = subject.pool({ workers: 1, resourceLimits });
    await pool.ready();
    const [worker] = pool.workers;

    await pool.apply(() => {
      setImmediate(() => {
        const kept: unknown[] = [];
        for (;;) kept.push(new Array(10_000).fill({}));
      });
    });
    await until('the worker to be replaced', () =>
      pool.workers.every(({ id }) => id !== worker?.id),
    );

    await assertWhole(pool);
  });

  subject.it('for a buffer that nobody could hold fails with the error of that', async () => {
    await using pool = subject.pool({ workers: 1, resourceLimits });
    await pool.ready();
    const [worker] = pool.workers;

    await assert.rejects(
      pool.apply(() => new ArrayBuffer(Number.MAX_SAFE_INTEGER).byteLength),
      { name: 'RangeError' },
    );

    await assertWhole(pool);
    assert.equal(pool.workers[0]?.id, worker?.id, 'the worker survives');
  });
});
