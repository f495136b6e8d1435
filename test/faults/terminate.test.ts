/** `terminate()` settles in every state, and leaves nothing behind. */
import assert from 'node:assert/strict';
import { Pool, PoolTerminatedError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import { noteAndSpin, noteAndWait } from '../conformance/tasks.ts';
import { isAlive } from '../program.ts';
import { until } from '../until.ts';
import { FaultyTransport } from './faulty-transport.ts';
import { overBoth } from './over-both.ts';

const inc = (x: number): number => x + 1;

/** Ends the pool, and sees that nothing of it is left the moment that settles. */
async function terminateAndLook(pool: Pool): Promise<void> {
  const pids = pool.workers.map(({ pid }) => pid).filter((pid) => pid !== process.pid);
  await pool.terminate();
  assert.deepEqual(pool.workers, []);
  assert.deepEqual(pids.filter(isAlive), []);
  assert.equal(pool.state, 'terminated');
}

overBoth('terminate()', (subject) => {
  const name = subject.kind as 'process' | 'thread';

  subject.it('ends workers that are starting', async () => {
    await terminateAndLook(subject.pool({ workers: 3, killGrace: 1 }));
  });

  subject.it('ends workers whose initializer waits for ever', async () => {
    using stage = new Stage();
    const initArgs = [stage.log, stage.gate, 'starting'] as const;
    const pool = subject.pool({ workers: 1, initializer: noteAndWait, initArgs });
    const ready = codeOf(pool.ready());
    await stage.reaches(1);

    await terminateAndLook(pool);

    assert.equal(await ready, 'ERR_POOL_TERMINATED');
  });

  subject.it('ends workers whose initializer loops for ever', async () => {
    using stage = new Stage();
    const initArgs = [stage.log, 'starting'] as const;
    const pool = subject.pool({ workers: 1, killGrace: 1, initializer: noteAndSpin, initArgs });
    const result = codeOf(pool.apply(inc, [1]));
    await stage.reaches(1);

    await terminateAndLook(pool);

    assert.equal(await result, 'ERR_POOL_TERMINATED');
  });

  subject.it('ends workers that are idle', async () => {
    const pool = subject.pool(2);
    await pool.ready();

    await terminateAndLook(pool);
  });

  subject.it('ends workers that are busy, waiting or looping', async () => {
    using stage = new Stage();
    const pool = subject.pool({ workers: 2, killGrace: 1 });
    const waiting = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 1]);
    const looping = pool.applyAsync(noteAndSpin, [stage.log, 2]);
    await stage.reaches(2);

    await terminateAndLook(pool);

    await assert.rejects(waiting.get(), PoolTerminatedError);
    await assert.rejects(looping.get(), PoolTerminatedError);
  });

  subject.it('ends workers that are stopping after close', async () => {
    const pool = subject.pool({ workers: 2 });
    await pool.map(inc, [1, 2]);
    pool.close();

    await terminateAndLook(pool);
  });

  subject.it('lets a join after close settle that waits for a task without an end', async () => {
    using stage = new Stage();
    const pool = subject.pool({ workers: 1, killGrace: 1 });
    const stuck = codeOf(pool.apply(noteAndSpin, [stage.log, 'stuck']));
    await stage.reaches(1);
    pool.close();
    const joined = pool.join();

    await terminateAndLook(pool);

    await joined;
    assert.equal(await stuck, 'ERR_POOL_TERMINATED');
  });

  subject.it('ends a pool whose workers have all ended because they were idle', async () => {
    const pool = subject.pool({ workers: 2, idleTimeout: 1 });
    await pool.ready();
    await until('idle workers to end', () => pool.workers.length === 0);

    await terminateAndLook(pool);
  });

  subject.it('ends a worker that is being ended for a task that was cancelled', async () => {
    using stage = new Stage();
    const pool = subject.pool({ workers: 1, killGrace: 300 });
    await pool.apply(() => void process.on('SIGTERM', () => {}));
    const cancelled = pool.applyAsync(noteAndSpin, [stage.log, 'spinning']);
    await stage.reaches(1);

    cancelled.cancel('enough');
    await terminateAndLook(pool);

    await assert.rejects(cancelled.get(), (reason) => reason === 'enough');
  });

  subject.it('kills workers that were asked to stop and do not end', async () => {
    const pool = subject.pool({ workers: 1, killGrace: 600_000 });
    await pool.apply(() => {
      process.on('exit', () => {
        for (;;);
      });
    });
    pool.close();

    await terminateAndLook(pool);
  });

  subject.it('ends a pool whose workers crash again and again', async () => {
    const pool = subject.pool({ workers: 2, initializer: () => process.exit(1) });
    const result = pool.applyAsync(inc, [1]);

    await terminateAndLook(pool);

    await assert.rejects(result.get(), PoolTerminatedError);
  });

  subject.it('ends a pool that has given up already', async () => {
    const pool = subject.pool({ workers: 1, initializer: () => process.exit(1) });
    await assert.rejects(pool.ready(), { code: 'ERR_POOL_CRASH_LOOP' });

    await terminateAndLook(pool);
  });

  subject.it('ends a pool while a killed worker is being replaced', async () => {
    const transport = new FaultyTransport(
      name,
      { direction: 'from', kind: 'ready', moment: 'after' },
      3,
    );
    const pool = new Pool({ workers: 1, transport });
    const result = pool.applyAsync(inc, [1]);

    await terminateAndLook(pool);

    await assert.rejects(result.get(), PoolTerminatedError);
  });

  subject.it('settles each time it is called, at once or later', async () => {
    const pool = subject.pool(2);

    await Promise.all([pool.terminate(), pool.terminate(), pool.terminate()]);
    await pool.terminate();

    assert.deepEqual(pool.workers, []);
  });

  subject.it('settles everything that was waited for', async () => {
    using stage = new Stage();
    const pool = subject.pool(1);
    const running = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 1]);
    const stream = pool.imap(
      noteAndWaitHere,
      Array.from({ length: 9 }, () => stage.gate),
    );
    await stage.reaches(1);
    const starting = subject.pool(2);
    const settled = Promise.all(
      [
        running.get(),
        running.get(60_000),
        pool.apply(inc, [1]),
        pool.map(inc, [1, 2, 3]),
        stream.next(),
        starting.ready(),
      ].map(codeOf),
    );
    const second = stream.next(60_000);

    await Promise.all([pool.terminate(), starting.terminate()]);

    assert.deepEqual(
      await settled,
      Array.from({ length: 6 }, () => 'ERR_POOL_TERMINATED'),
    );
    assert.deepEqual(await second, { done: true, value: undefined });
    await pool.join();
  });

  subject.it('lets wait() end and keeps what had come before', async () => {
    using stage = new Stage();
    const pool = subject.pool(1);
    const done = pool.applyAsync(inc, [1]);
    await done.wait();
    const running = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 1]);
    const waited = running.wait();

    await pool.terminate();
    await waited;

    assert.equal(await done.get(), 2);
    assert.equal(running.successful(), false);
  });

  subject.itWith(
    'process',
    'insists where SIGTERM is ignored, and nothing queued is started meanwhile',
    async () => {
      using stage = new Stage();
      const pool = subject.pool({ workers: 1, killGrace: 300 });
      await pool.apply(() => void process.on('SIGTERM', () => {}));
      await Promise.all(Array.from({ length: 50 }, (_, i) => pool.applyAsync(inc, [i])));
      const first = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'first']);
      const rest = Array.from({ length: 50 }, () =>
        pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'later']),
      );
      await stage.reaches(1);

      const ended = terminateAndLook(pool);
      stage.open();
      await ended;

      await Promise.allSettled([first.get(), ...rest.map((result) => result.get())]);
      assert.deepEqual(stage.lines, ['first']);
    },
  );

  subject.it('is not held up by a source that never delivers', async () => {
    const pool = subject.pool(1);
    const endless = pool.imap(inc, {
      [Symbol.asyncIterator]: () => ({ next: async () => await new Promise<never>(() => {}) }),
    });
    const code = codeOf(endless.next());

    await terminateAndLook(pool);

    assert.equal(await code, 'ERR_POOL_TERMINATED');
  });
});

async function noteAndWaitHere(gate: string): Promise<void> {
  const fs = process.getBuiltinModule('node:fs');
  while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => 'a value',
    (error: { code: string }) => error.code,
  );
}
