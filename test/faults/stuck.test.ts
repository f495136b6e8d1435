/** Workers that are there, and do not come to do what they are given: whoever waits for it is served elsewhere. */
import assert from 'node:assert/strict';
import { Stage } from '../conformance/stage.ts';
import { assertWhole, overBoth } from './over-both.ts';

const inc = (x: number): number => x + 1;
/** A start takes well below; the suite waits for it, and for it again. */
const startTimeout = 2000;

/** What a task may leave behind that never lets go of its thread; each says so in the log first. */
const LEFTOVERS = {
  'a loop in a timer': (log: string): void => {
    setTimeout(() => {
      process.getBuiltinModule('node:fs').appendFileSync(log, 'busy\n');
      for (;;);
    }, 0);
  },
  'promises that follow one another for ever': (log: string): void => {
    const again = async (): Promise<void> => await Promise.resolve().then(again);
    setTimeout(() => {
      process.getBuiltinModule('node:fs').appendFileSync(log, 'busy\n');
      void again();
    }, 0);
  },
  'ticks that follow one another for ever': (log: string): void => {
    const again = (): void => process.nextTick(again);
    setTimeout(() => {
      process.getBuiltinModule('node:fs').appendFileSync(log, 'busy\n');
      again();
    }, 0);
  },
};

overBoth('A worker that is kept busy by', (subject) => {
  for (const [title, leave] of Object.entries(LEFTOVERS)) {
    for (const timeout of [undefined, 600_000]) {
      const limit = timeout === undefined ? 'no timeout' : 'a timeout';
      subject.it(
        `${title} is replaced: the next task, with ${limit}, is done by another`,
        async () => {
          using stage = new Stage();
          await using pool = subject.pool({ workers: 1, killGrace: 1, startTimeout });
          await pool.apply(leave, [stage.log]);
          await stage.reaches(1);
          const [stuck] = pool.workers;

          const values = await Promise.all([1, 2, 3].map((x) => pool.apply(inc, [x], { timeout })));

          assert.deepEqual(values, [2, 3, 4]);
          assert.notEqual(pool.workers[0]?.id, stuck?.id);
          await assertWhole(pool);
        },
      );
    }
  }

  subject.it('a loop in a timer does not hold up close and join', async () => {
    using stage = new Stage();
    const pool = subject.pool({ workers: 1, killGrace: 1 });
    await pool.apply(LEFTOVERS['a loop in a timer'], [stage.log]);
    await stage.reaches(1);

    pool.close();
    await pool.join();

    assert.deepEqual(pool.workers, []);
  });

  subject.it('what its initializer left behind is a crash loop that says so', async () => {
    await using pool = subject.pool({
      workers: 1,
      killGrace: 1,
      startTimeout,
      initializer: () => {
        // Some promises later, when the worker has said that it is ready, and before it can hear more.
        void (async () => {
          for (let i = 0; i < 100; i += 1) await null;
          for (;;);
        })();
      },
    });

    await assert.rejects(pool.map(inc, [1, 2, 3, 4], { chunkSize: 1 }), {
      code: 'ERR_POOL_CRASH_LOOP',
      message:
        /before they started the work they were given.*kept it busy for longer than startTimeout/s,
    });
  });

  subject.it('a long task is left alone, and so is what waits behind it', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, startTimeout: 600 });
    await pool.ready();
    const [worker] = pool.workers;
    const long = pool.applyAsync(
      (log: string) => {
        const end = performance.now() + 2000; // three looks, whenever the first comes
        while (performance.now() < end);
        process.getBuiltinModule('node:fs').appendFileSync(log, 'long\n');
        return 'long';
      },
      [stage.log],
    );
    const behind = pool.applyAsync(inc, [1]);

    assert.equal(await long, 'long');
    assert.equal(await behind, 2);
    assert.deepEqual(stage.lines, ['long']);
    assert.equal(pool.workers[0]?.id, worker?.id);
  });

  subject.itWith('process', 'nothing, but stopped by the system, is replaced', async () => {
    await using pool = subject.pool({ workers: 1, killGrace: 1, startTimeout });
    await pool.ready();
    process.kill(pool.workers[0]?.pid ?? 0, 'SIGSTOP');

    assert.equal(await pool.apply(inc, [1]), 2);

    await assertWhole(pool);
  });
});
