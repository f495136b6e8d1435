/** Initializers that fail in each way there is, and those that a worker cannot even have. */
import assert from 'node:assert/strict';
import type { Ability } from '../conformance/subject.ts';
import { task as crashes } from './modules/crashes-in-worker.ts';
import { task as differs } from './modules/differs-in-worker.ts';
import { task as exits } from './modules/exits-in-worker.ts';
import { task as hangs } from './modules/hangs-in-worker.ts';
import { task as loops } from './modules/loops-in-worker.ts';
import { task as makesPool } from './modules/pool-in-worker.ts';
import { task as throws } from './modules/throws-in-worker.ts';
import { overBoth } from './over-both.ts';

interface Fault {
  readonly title: string;
  readonly initializer: (x: number) => unknown;
  readonly code: 'ERR_POOL_INITIALIZER' | 'ERR_POOL_CRASH_LOOP';
  readonly message: RegExp;
  readonly needs?: Ability;
  /** What a start may take; short where it has no end. */
  readonly startTimeout?: number;
}

const FAULTS: readonly Fault[] = [
  {
    title: 'overflows the stack',
    initializer: () => {
      const deeper = (): number => 1 + deeper();
      return deeper();
    },
    code: 'ERR_POOL_INITIALIZER',
    message: /Maximum call stack size exceeded/,
  },
  {
    title: 'leaves a rejection unhandled',
    initializer: async () => {
      void Promise.reject(new SyntaxError('unhandled'));
      await new Promise(() => {});
    },
    code: 'ERR_POOL_CRASH_LOOP',
    message: /having thrown: SyntaxError: unhandled/,
  },
  {
    title: 'is killed',
    initializer: async () => {
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => {});
    },
    code: 'ERR_POOL_CRASH_LOOP',
    message: /ended with signal SIGKILL/,
    needs: 'process',
  },
  {
    title: 'aborts',
    initializer: () => process.abort(),
    code: 'ERR_POOL_CRASH_LOOP',
    message: /ended with signal SIGABRT/,
    needs: 'process',
  },
  {
    title: 'has a module that throws in the worker',
    initializer: throws,
    code: 'ERR_POOL_INITIALIZER',
    message: /not here/,
  },
  {
    title: 'has a module that exports something else in the worker',
    initializer: differs,
    code: 'ERR_POOL_INITIALIZER',
    message: /'task'/,
  },
  {
    title: 'has a module that makes a pool when it is loaded',
    initializer: makesPool,
    code: 'ERR_POOL_INITIALIZER',
    message: /a pool was created while a worker was importing this module/,
  },
  {
    title: 'has a module that exits',
    initializer: exits,
    code: 'ERR_POOL_CRASH_LOOP',
    message: /ended with exit code 11/,
  },
  {
    title: 'has a module that lets something be thrown that nobody can catch',
    initializer: crashes,
    code: 'ERR_POOL_CRASH_LOOP',
    message: /a stray from the module/,
  },
  {
    title: 'has a module that never ends its top-level await',
    initializer: hangs,
    code: 'ERR_POOL_CRASH_LOOP',
    message: /startTimeout/,
    startTimeout: 600, // by then a thread has loaded its own modules, and closed their files
  },
  {
    title: 'has a module that loops for ever',
    initializer: loops,
    code: 'ERR_POOL_CRASH_LOOP',
    message: /startTimeout/,
    startTimeout: 600,
  },
];

overBoth('An initializer that', (subject) => {
  for (const { title, initializer, code, message, needs, startTimeout } of FAULTS) {
    const test = async (): Promise<void> => {
      const pool = subject.pool({
        workers: 1,
        killGrace: 600,
        initializer,
        initArgs: [1],
        ...(startTimeout === undefined ? {} : { startTimeout }),
      });
      const double = (x: number): number => 2 * x;

      await assert.rejects(pool.apply(double, [1]), { code, message });

      await assert.rejects(pool.ready(), { code, message });
      await assert.rejects(pool.map(double, [1, 2]), { code, message });
      await pool.terminate();
      assert.deepEqual(pool.workers, []);
    };
    if (needs === undefined) subject.it(`${title} fails all work, and says why`, test);
    else subject.itWith(needs, `${title} fails all work, and says why`, test);
  }
});
