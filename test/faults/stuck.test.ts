/** Workers that live but never start their next chunk: other workers run what they hold. */
import assert from 'node:assert/strict';
import { after, before, mock } from 'node:test';
import type { Pool } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import { until } from '../until.ts';
import { assertWhole, overBoth } from './over-both.ts';

const inc = (x: number): number => x + 1;
/** The usual one: no start takes so long, and the tests do not wait for it, they have the pool look. */
const startTimeout = 30_000;

/** The test controls the clock of the pool's checks for stuck workers; the clocks of starts and tasks run on. */
class Looks implements Disposable {
  constructor() {
    mock.timers.enable({ apis: ['setInterval'] });
  }

  /** A worker is stuck if it has started nothing between two looks. */
  look(): void {
    mock.timers.tick(startTimeout);
  }

  [Symbol.dispose](): void {
    mock.timers.reset();
  }
}

/** Settles when a worker holds what was submitted. */
async function handedOut(pool: Pool): Promise<void> {
  await until('the work to be handed out', () =>
    pool.workers.some(({ state }) => state === 'busy'),
  );
}

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
  // The pools' own timer for that may be one of those that the test controls.
  let keepAlive: NodeJS.Timeout;
  before(() => {
    keepAlive = setTimeout(() => {}, 1 << 30);
  });
  after(() => clearTimeout(keepAlive));

  for (const [title, leave] of Object.entries(LEFTOVERS)) {
    for (const timeout of [undefined, 600_000]) {
      const limit = timeout === undefined ? 'no timeout' : 'a timeout';
      subject.it(
        `${title} is replaced: the next task, with ${limit}, is done by another`,
        async () => {
          using stage = new Stage();
          using looks = new Looks();
          await using pool = subject.pool({ workers: 1, killGrace: 1, startTimeout });
          await pool.apply(leave, [stage.log]);
          await stage.reaches(1);
          const [stuck] = pool.workers;

          const values = Promise.all([1, 2, 3].map((x) => pool.apply(inc, [x], { timeout })));
          await handedOut(pool);
          looks.look();
          assert.deepEqual(
            pool.workers.map(({ id, state }) => [id, state]),
            [[stuck?.id, 'busy']],
          );
          looks.look();

          assert.deepEqual(await values, [2, 3, 4]);
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
    using looks = new Looks();
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

    let isOver = false;
    const failing = pool.map(inc, [1, 2, 3, 4], { chunkSize: 1 }).finally(() => {
      isOver = true;
    });
    const looking = until('five workers to be found stuck', () => {
      looks.look();
      return isOver;
    });

    await assert.rejects(failing, {
      code: 'ERR_POOL_CRASH_LOOP',
      message:
        /before they started the work they were given.*kept it busy for longer than startTimeout/s,
    });
    await looking;
  });

  subject.it('a long task is left alone, and so is what waits behind it', async () => {
    using stage = new Stage();
    using looks = new Looks();
    await using pool = subject.pool({ workers: 1, startTimeout });
    await pool.ready();
    const [worker] = pool.workers;
    const long = pool.applyAsync(
      (log: string, gate: string) => {
        const fs = process.getBuiltinModule('node:fs');
        fs.appendFileSync(log, 'long\n');
        while (!fs.existsSync(gate));
        return 'long';
      },
      [stage.log, stage.gate],
    );
    const behind = pool.applyAsync(inc, [1]);
    await stage.reaches(1);
    for (let i = 0; i < 5; i += 1) looks.look();
    stage.open();

    assert.equal(await long, 'long');
    assert.equal(await behind, 2);
    assert.deepEqual(stage.lines, ['long']);
    assert.equal(pool.workers[0]?.id, worker?.id);
  });

  subject.itWith('process', 'nothing, but stopped by the system, is replaced', async () => {
    using looks = new Looks();
    await using pool = subject.pool({ workers: 1, killGrace: 1, startTimeout });
    await pool.ready();
    process.kill(pool.workers[0]?.pid ?? 0, 'SIGSTOP');

    const result = pool.apply(inc, [1]);
    await handedOut(pool);
    looks.look();
    looks.look();

    assert.equal(await result, 2);

    await assertWhole(pool);
  });
});
