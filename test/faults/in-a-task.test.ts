/**
 * Whatever a task does to its worker or to itself: the call that asked for it settles, with a value or a
 * typed error, and nothing else is harmed.
 */
import assert from 'node:assert/strict';
import type { WorkerLostError } from 'manyhands';
import type { Ability } from '../conformance/subject.ts';
import { assertWhole, overBoth } from './over-both.ts';
import { endBy } from '../coverage.ts';

interface Fault {
  readonly title: string;
  readonly task: () => unknown;
  /** What the error has to look like. */
  readonly error: RegExp | Readonly<Record<string, unknown>>;
  readonly needs?: Ability;
}

const never = 'await new Promise(() => {})';

const FAULTS: readonly Fault[] = [
  {
    title: 'exits with code 0',
    task: () => process.exit(0),
    error: { name: 'WorkerLostError', code: 'ERR_POOL_WORKER_LOST', exitCode: 0, signal: null },
  },
  {
    title: 'exits with code 3',
    task: () => process.exit(3),
    error: { name: 'WorkerLostError', code: 'ERR_POOL_WORKER_LOST', exitCode: 3, signal: null },
  },
  {
    title: 'exits later, while it is waited for',
    task: async () => {
      setTimeout(() => process.exit(5), 0);
      await new Promise(() => {});
    },
    error: { code: 'ERR_POOL_WORKER_LOST', exitCode: 5 },
  },
  {
    title: 'exits although an exit listener throws',
    task: () => {
      process.on('exit', () => {
        throw new Error('at exit');
      });
      process.exit(4);
    },
    error: /at exit|ended with exit code/,
  },
  ...(['SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGHUP'] as const).map(
    (signal): Fault => ({
      title: `is ended by ${signal}`,
      task: new Function(
        `return async () => { process.kill(process.pid, '${signal}'); ${never} }`,
      )() as () => unknown,
      error: { code: 'ERR_POOL_WORKER_LOST', ...endBy(signal) },
      needs: 'process',
    }),
  ),
  {
    title: 'aborts',
    task: () => process.abort(),
    error: { code: 'ERR_POOL_WORKER_LOST', signal: 'SIGABRT' },
    needs: 'process',
  },
  {
    title: 'overflows the stack',
    task: () => {
      const deeper = (): number => 1 + deeper();
      return deeper();
    },
    error: { name: 'RangeError', message: 'Maximum call stack size exceeded' },
  },
  {
    title: 'overflows the stack in a callback nobody awaits',
    task: async () => {
      const deeper = (): number => 1 + deeper();
      setTimeout(deeper, 0);
      await new Promise(() => {});
    },
    error: { name: 'RangeError', message: 'Maximum call stack size exceeded' },
  },
  {
    title: 'throws in a timer',
    task: async () => {
      setTimeout(() => {
        throw Object.assign(new TypeError('too late'), { code: 'E_LATE' });
      }, 0);
      await new Promise(() => {});
    },
    error: { name: 'TypeError', message: 'too late', code: 'E_LATE' },
  },
  {
    title: 'throws in a tick',
    task: async () => {
      process.nextTick(() => {
        throw new TypeError('a tick too late');
      });
      await new Promise(() => {});
    },
    error: { name: 'TypeError', message: 'a tick too late' },
  },
  {
    title: 'emits an error that nobody listens to',
    task: async () => {
      const { EventEmitter } = process.getBuiltinModule('node:events');
      setImmediate(() => new EventEmitter().emit('error', new RangeError('unheard')));
      await new Promise(() => {});
    },
    error: { name: 'RangeError', message: 'unheard' },
  },
  {
    title: 'leaves a rejection unhandled',
    task: async () => {
      void Promise.reject(new SyntaxError('unhandled'));
      await new Promise(() => {});
    },
    error: { name: 'SyntaxError', message: 'unhandled' },
  },
  {
    title: 'removes all listeners and then throws in a timer',
    task: async () => {
      process.removeAllListeners('uncaughtException');
      setTimeout(() => {
        throw new TypeError('nobody listens');
      }, 0);
      await new Promise(() => {});
    },
    error: /nobody listens/,
  },
  {
    title: 'keeps its worker from ending after an uncaught error',
    task: async () => {
      process.on('exit', () => {
        for (;;);
      });
      setTimeout(() => {
        throw new TypeError('then a loop');
      }, 0);
      await new Promise(() => {});
    },
    error: { name: 'TypeError', message: 'then a loop' },
  },
];

overBoth('A task that', (subject) => {
  const shared = subject.shared({ workers: 1, killGrace: 1 });

  for (const { title, task, error, needs } of FAULTS) {
    const test = async (): Promise<void> => {
      const pool = shared();

      await assert.rejects(pool.apply(task), error);

      await assertWhole(pool);
    };
    if (needs === undefined) subject.it(`${title} fails alone`, test);
    else subject.itWith(needs, `${title} fails alone`, test);
  }

  for (const [name, task] of [
    ['undefined', () => Promise.reject(undefined)],
    ['null', () => Promise.reject(null)],
    ['42', () => Promise.reject(42)],
    ["'text'", () => Promise.reject('text')],
  ] as const) {
    subject.it(`throws ${name} fails with exactly that`, async () => {
      const pool = shared();
      const expected = await task().catch((reason: unknown) => reason);

      const thrown = await pool.apply(task).then(
        () => 'a value',
        (reason: unknown) => ({ reason }),
      );

      assert.deepEqual(thrown, { reason: expected });
      await assertWhole(pool);
    });

    subject.it(`leaves a rejection with ${name} unhandled fails with exactly that`, async () => {
      const pool = shared();
      const expected = await task().catch((reason: unknown) => reason);
      const stray = async (): Promise<void> => {
        void task();
        await new Promise(() => {});
      };

      const thrown = await pool.apply(stray).then(
        () => 'a value',
        (reason: unknown) => ({ reason }),
      );

      assert.deepEqual(thrown, { reason: expected });
      await assertWhole(pool);
    });
  }

  subject.it('fails does not harm the items of its map that other workers run', async () => {
    await using pool = subject.pool(2);
    const bystanders = pool.mapAsync((x: number) => x + 1, [1, 2, 3, 4, 5, 6], { chunkSize: 1 });

    await assert.rejects(
      pool.apply(() => process.exit(1)),
      { code: 'ERR_POOL_WORKER_LOST' },
    );

    assert.deepEqual(await bystanders, [2, 3, 4, 5, 6, 7]);
    await assertWhole(pool);
  });

  subject.it(
    'kills its worker every time leaves every call settled, however many there are',
    async () => {
      await using pool = subject.pool(2);
      const doomed = Array.from({ length: 6 }, (_, code) => pool.applyAsync(exitWith, [code]));

      const codes = await Promise.all(
        doomed.map(
          async (result) => await result.get().catch((error: WorkerLostError) => error.exitCode),
        ),
      );

      assert.deepEqual(
        codes,
        Array.from({ length: 6 }, (_, code) => code),
      );
      await assertWhole(pool);
    },
  );
});

function exitWith(code: number): never {
  return process.exit(code);
}
