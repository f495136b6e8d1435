/** Workers that do not become ready: every waiting call is told why, and soon. */
import assert from 'node:assert/strict';
import { type CrashLoopError, type InitializerError, Pool } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import { until } from '../until.ts';
import { FaultyTransport } from './faulty-transport.ts';
import { assertWhole, overBoth } from './over-both.ts';

const double = (x: number): number => 2 * x;

overBoth('A worker that starts', (subject) => {
  subject.it(
    'and whose initializer throws fails all work, now and later, with that error',
    async () => {
      await using pool = subject.pool({
        workers: 2,
        initializer: (text: string) => {
          throw new RangeError(text);
        },
        initArgs: ['no licence'],
      });
      const expected = {
        code: 'ERR_POOL_INITIALIZER',
        message: /the initializer failed in worker .* no licence/,
      };

      await assert.rejects(pool.map(double, [1, 2]), expected);

      await assert.rejects(pool.apply(double, [1]), expected);
      await assert.rejects(
        pool.ready(),
        (error: InitializerError) => error.cause instanceof RangeError,
      );
      await assert.rejects(pool.imap(double, [1]).next(), expected);
    },
  );

  subject.it(
    'and whose initializer rejects with no error at all fails with InitializerError',
    async () => {
      await using pool = subject.pool({
        workers: 1,
        initializer: async () => await Promise.reject(undefined),
      });

      await assert.rejects(pool.apply(double, [1]), {
        code: 'ERR_POOL_INITIALIZER',
        cause: undefined,
      });
    },
  );

  subject.it('and whose initializer exits is started five times in all', async () => {
    await using pool = subject.pool({ workers: 1, initializer: () => process.exit(9) });

    await assert.rejects(pool.apply(double, [1]), {
      code: 'ERR_POOL_CRASH_LOOP',
      message:
        /ended 5 times in a row before they were ready.* the last, worker 5 \(.*\), ended with exit code 9/,
    });

    await assert.rejects(pool.apply(double, [2]), { code: 'ERR_POOL_CRASH_LOOP' });
    await assert.rejects(pool.ready(), { code: 'ERR_POOL_CRASH_LOOP' });
  });

  subject.it(
    'together with others that die at once counts once, however many they are',
    async () => {
      await using pool = subject.pool({ workers: 6, initializer: () => process.exit(9) });

      await assert.rejects(pool.ready(), (error: CrashLoopError) => {
        const [, last] = /the last, worker (\d+)/.exec(error.message) ?? [];
        assert.ok(Number(last) >= 8, `the first four or more, and four more: ${error.message}`);
        return true;
      });
    },
  );

  subject.it('and whose initializer hangs is ended, and startTimeout is named', async () => {
    await using pool = subject.pool({
      workers: 1,
      startTimeout: 50,
      initializer: async () => await new Promise(() => {}),
    });

    await assert.rejects(pool.apply(double, [1]), {
      code: 'ERR_POOL_CRASH_LOOP',
      message: /was not ready after 50 ms, initializer included, and was ended: see startTimeout/,
    });
  });

  subject.it('and whose initializer loops for ever is ended all the same', async () => {
    await using pool = subject.pool({
      workers: 1,
      startTimeout: 50,
      killGrace: 600, // by then a thread has loaded its modules, and closed their files
      initializer: () => {
        for (;;);
      },
    });

    await assert.rejects(pool.ready(), { code: 'ERR_POOL_CRASH_LOOP', message: /startTimeout/ });
  });

  subject.it(
    'and whose initializer fails later, in a timer, is reported with what was thrown',
    async () => {
      await using pool = subject.pool({
        workers: 1,
        initializer: async () => {
          setTimeout(() => {
            throw new TypeError('in a timer');
          }, 0);
          await new Promise(() => {});
        },
      });

      await assert.rejects(pool.apply(double, [1]), {
        code: 'ERR_POOL_CRASH_LOOP',
        message: /having thrown: TypeError: in a timer/,
      });
    },
  );

  subject.it('and runs out of memory in its initializer says so', async () => {
    await using pool = subject.pool({
      workers: 1,
      resourceLimits: { maxOldGenerationSizeMb: 24 },
      initializer: () => {
        const kept: unknown[] = [];
        for (;;) kept.push(new Array(10_000).fill({}));
      },
    });

    await assert.rejects(pool.apply(double, [1]), {
      code: 'ERR_POOL_CRASH_LOOP',
      message: /ran out of memory, at its heap limit of about 24 MB/,
    });
  });

  subject.it(
    'and whose initArgs can be sent no more is told why nobody takes its place',
    async () => {
      let mayLook = true;
      const once = {
        get value(): number {
          if (!mayLook) throw new RangeError('looked at again');
          return 1;
        },
      };
      await using pool = subject.pool({ workers: 1, initializer: () => {}, initArgs: [once] });
      await pool.ready();
      mayLook = false;

      await assert.rejects(
        pool.apply(() => process.exit(1)),
        { code: 'ERR_POOL_WORKER_LOST' },
      );

      await assert.rejects(pool.apply(double, [1]), {
        code: 'ERR_POOL_CRASH_LOOP',
        message: /the last, .*, could not be started.*looked at again/s,
      });
    },
  );

  subject.it('with options that Node does not know is reported with what Node says', async () => {
    const start = async (): Promise<void> => {
      await using pool = subject.pool({ workers: 1, execArgv: ['--no-such-option'] });
      await pool.apply(double, [1]);
    };

    await assert.rejects(start(), /no-such-option/);
  });

  subject.it('and cannot load what is preloaded shows its last words', async () => {
    await using pool = subject.pool({
      workers: 1,
      execArgv: ['--import', 'file:///no/such/preload.mjs'],
    });

    await assert.rejects(pool.apply(double, [1]), {
      code: 'ERR_POOL_CRASH_LOOP',
      message: /no\/such\/preload\.mjs/,
    });
  });

  subject.it(
    'and always ends before it starts what it is given is not started for ever',
    async () => {
      const blow = { direction: 'to', kind: 'run', moment: 'before' } as const;
      const transport = new FaultyTransport(subject.kind as 'process' | 'thread', blow, 99);
      await using pool = new Pool({ workers: 1, transport });

      await assert.rejects(pool.map(double, [1, 2, 3, 4], { chunkSize: 1 }), {
        code: 'ERR_POOL_CRASH_LOOP',
        message: /ended 5 times in a row before they started the work they were given/,
      });
    },
  );

  subject.it('and is killed while idle, again and again, is always replaced', async () => {
    const blow = { direction: 'from', kind: 'ready', moment: 'after' } as const;
    const transport = new FaultyTransport(subject.kind as 'process' | 'thread', blow, 7);
    await using pool = new Pool({ workers: 1, transport });

    await until('seven workers to be killed', () => transport.isSpent);

    await assertWhole(pool);
  });

  subject.it('and is killed before it has said anything is replaced', async () => {
    const blow = { direction: 'to', kind: 'start', moment: 'after' } as const;
    const transport = new FaultyTransport(subject.kind as 'process' | 'thread', blow, 2);
    await using pool = new Pool({ workers: 2, transport });
    const result = pool.mapAsync(double, [1, 2, 3]);

    await until('both to be killed', () => transport.isSpent);

    assert.deepEqual(await result, [2, 4, 6]);
    await assertWhole(pool);
  });

  subject.it('makes some fail and others not still becomes a whole pool', async () => {
    using stage = new Stage();
    await using pool = subject.pool({
      workers: 3,
      initializer: (log: string) => {
        const fs = process.getBuiltinModule('node:fs');
        fs.appendFileSync(log, 'x');
        if (fs.readFileSync(log).length % 3 === 1) process.exit(1);
      },
      initArgs: [stage.log],
    });

    await pool.ready();

    await assertWhole(pool);
  });

  subject.it(
    'is ended with a pool that gives up, and close, join and terminate settle',
    async () => {
      const pool = subject.pool({ workers: 2, initializer: () => process.exit(1) });
      const result = pool.applyAsync(double, [1]);

      pool.close();
      await pool.join();

      await assert.rejects(result.get(), { code: 'ERR_POOL_CRASH_LOOP' });
      await pool.terminate();
      assert.deepEqual(pool.workers, []);
    },
  );
});
