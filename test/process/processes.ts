/** What holds for `Process` and `Thread`: run once for each. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { before, describe, it } from 'node:test';
import {
  activeChildren,
  type Child,
  currentProcess,
  currentWorker,
  parentProcess,
  Pool,
  Process,
  Thread,
  WorkerLostError,
  type WorkerEvent,
} from 'manyhands';
import { Event, Lock, pipe, Queue } from 'manyhands/shared';
import { failOnLeaks } from '../leaks.ts';

const ALARM = { timeout: 60_000 };

export function processes(kind: Child['kind']): void {
  const isProcess = kind === 'process';
  const Kind = isProcess ? Process : Thread;
  const notOfThreads = isProcess ? ALARM : { skip: 'a thread has no signals' };

  describe(`A ${kind}`, () => {
    before(openSocket);
    failOnLeaks();

    it('runs one function, gives what it returns, and ends', ALARM, async () => {
      const base = 10;
      const child = new Kind((a: number, b: number) => base + a * b, [2, 3]);

      assert.equal(child.isAlive, true);
      assert.equal(await child.result(), 16);
      await child.join();

      assert.deepEqual([child.isAlive, child.exitCode, child.signal], [false, 0, null]);
      assert.equal(await child.result(), 16);
      assert.deepEqual([child.kind, child.daemon], [kind, true]);
    });

    it('is a process or thread of its own, and knows what it is called', ALARM, async () => {
      const child = new Kind(
        () => [currentProcess(), parentProcess(), currentWorker()?.kind, process.pid],
        [],
        { name: 'indexer' },
      );
      const { pid, threadId } = child;

      const place = threadId === undefined ? {} : { threadId };
      assert.deepEqual(await child.result(), [
        { name: 'indexer', pid, ...place },
        { name: 'MainProcess', pid: process.pid },
        kind,
        pid,
      ]);
      assert.equal(pid === process.pid, !isProcess);
      await child.join();
    });

    it('awaits what an asynchronous function returns', ALARM, async () => {
      await using child = new Kind(async () => await Promise.resolve('later'));

      assert.equal(await child.result(), 'later');
    });

    it('fails with the error itself, and exit code 1', ALARM, async () => {
      const child = new Kind(() => {
        throw new RangeError('no');
      });

      await assert.rejects(child.result(), { name: 'RangeError', message: 'no' });
      const error = await child.result().catch((thrown: unknown) => thrown);
      await child.join();

      assert.ok(error instanceof RangeError);
      assert.match(error.stack ?? '', /at worker 1 .*\n.*processes\.[jt]s/);
      assert.deepEqual([child.exitCode, child.signal], [1, null]);
    });

    it('that ends itself says so, and its exit code is kept', ALARM, async () => {
      const child = new Kind(() => process.exit(3));

      await assert.rejects(child.result(), { code: 'ERR_POOL_WORKER_LOST', exitCode: 3 });

      await child.join();
      assert.deepEqual([child.exitCode, child.signal], [3, null]);
    });

    it('whose function throws where nobody waits fails with that', ALARM, async () => {
      const child = new Kind(
        async () =>
          await new Promise(() => {
            setTimeout(() => {
              throw new RangeError('late');
            });
          }),
      );

      await assert.rejects(child.result(), { name: 'RangeError', message: /late/ });
      await child.join();
      assert.equal(child.exitCode, 1);
    });

    it('that a signal ends has the signal, and no exit code', notOfThreads, async () => {
      const child = new Kind(() => {
        process.kill(process.pid, 'SIGKILL');
      });

      await assert.rejects(child.result(), { code: 'ERR_POOL_WORKER_LOST', signal: 'SIGKILL' });

      await child.join();
      assert.deepEqual([child.exitCode, child.signal], [null, 'SIGKILL']);
    });

    for (const how of ['terminate', 'kill'] as const) {
      it(`is ended by ${how}, whatever it is doing`, ALARM, async () => {
        const started = new Event();
        const child = new Kind(async () => {
          await started.set();
          for (;;);
        });
        await started.wait();

        await Promise.all([child[how](), child[how]()]);

        assert.equal(child.isAlive, false);
        const signal = how === 'kill' ? 'SIGKILL' : 'SIGTERM';
        assert.deepEqual([child.exitCode, child.signal], isProcess ? [null, signal] : [1, null]);
        await assert.rejects(child.result(), {
          code: 'ERR_POOL_WORKER_LOST',
          message: /it was terminated/,
        });
        await child[how]();
      });
    }

    it('may be ended before it has begun', ALARM, async () => {
      const child = new Kind(() => 1);

      await child.terminate();

      await assert.rejects(child.result(), WorkerLostError);
    });

    it('that ignores SIGTERM is killed after killGrace', notOfThreads, async () => {
      const started = new Event();
      const child = new Kind(
        async () => {
          process.on('SIGTERM', () => {});
          await started.set();
          await new Promise(() => {});
        },
        [],
        { killGrace: 50 },
      );
      await started.wait();

      await child.terminate();

      assert.equal(child.signal, 'SIGKILL');
      await assert.rejects(child.result(), WorkerLostError);
    });

    it('may end in its own way when it gets SIGTERM', notOfThreads, async () => {
      const started = new Event();
      const child = new Kind(async () => {
        process.on('SIGTERM', () => process.exit(5));
        await started.set();
        await new Promise(() => {});
      });
      await started.wait();

      await child.terminate();

      assert.deepEqual([child.exitCode, child.signal], [5, null]);
      await assert.rejects(child.result(), WorkerLostError);
    });

    it('goes on when a join was given up', ALARM, async () => {
      const goOn = new Event();
      const child = new Kind(async () => await goOn.wait());

      await assert.rejects(child.join(0), { code: 'ERR_POOL_TIMEOUT', message: /had not ended/ });
      await assert.rejects(child.join({ timeout: 5 }), { code: 'ERR_POOL_TIMEOUT' });
      const reason = new Error('enough');
      await assert.rejects(child.join({ signal: AbortSignal.abort(reason) }), reason);
      assert.equal(child.isAlive, true);

      await goOn.set();
      await child.join(60_000);
      assert.equal(child.exitCode, 0);
    });

    it('ends at the end of its block', ALARM, async () => {
      let child: Child | undefined;
      {
        await using own = new Kind(async () => await new Promise(() => {}));
        child = own;
      }

      assert.equal(child.isAlive, false);
    });

    it('is among the active children until it has ended', ALARM, async () => {
      const goOn = new Event();
      const wait = async (): Promise<void> => await goOn.wait();
      const [one, two] = [new Kind(wait), new Kind(wait)];
      await using pool = new Pool(1);
      await pool.ready();

      assert.deepEqual(activeChildren(), [one, two]);
      assert.notEqual(one.name, two.name);

      await goOn.set();
      await Promise.all([one.join(), two.join()]);
      assert.deepEqual(activeChildren(), []);
    });

    it('shows itself to a console', ALARM, async () => {
      const { inspect } = await import('node:util');
      const child = new Kind(() => 1, [], { name: 'one' });
      const place = isProcess ? `pid ${child.pid}` : `thread ${child.threadId}`;

      const shown = inspect(child);
      await child.join();

      const name = isProcess ? 'Process' : 'Thread';
      assert.equal(shown, `${name}(one, ${place}, running)`);
      assert.equal(inspect(child), `${name}(one, ${place}, ended with exit code 0)`);
    });

    it('works with queues, pipes and locks', ALARM, async () => {
      const [here, there] = pipe<string, number>();
      const words = new Queue<string>();
      const lock = new Lock();
      const child = new Kind(
        async (queue: Queue<string>) => {
          await lock.run(async () => await queue.put('started'));
          for await (const word of there) await there.send(word.length);
        },
        [words],
      );

      assert.equal(await words.get(), 'started');
      await here.send('four');
      assert.equal(await here.recv(), 4);
      await here.close();
      await child.join();
      assert.equal(child.exitCode, 0);
    });

    it('frees what it held when it ends', ALARM, async () => {
      const lock = new Lock();
      const child = new Kind(async () => {
        await lock.acquire();
        process.exit(1);
      });
      await assert.rejects(child.result(), WorkerLostError);

      await using held = await lock.acquire();

      assert.equal(held.abandoned, true);
    });

    it('may start others', ALARM, async () => {
      await using outer = new Kind(
        async (name: Child['kind']) => {
          const Inner = name === 'process' ? Process : Thread;
          const inner = new Inner(() => [currentProcess().name, parentProcess()?.name]);
          const names = await inner.result();
          await inner.join();
          return [...names, activeChildren().length];
        },
        [kind],
        { name: 'outer' },
      );

      assert.deepEqual(await outer.result(), [isProcess ? 'Process-1' : 'Thread-1', 'outer', 0]);
    });

    it('tells of itself through the channel of workers', ALARM, async () => {
      const events: WorkerEvent[] = [];
      const note = (event: unknown): void => void events.push(event as WorkerEvent);
      subscribe('manyhands:worker', note);
      try {
        const child = new Kind(() => 1, [], { name: 'told' });
        await child.join();
      } finally {
        unsubscribe('manyhands:worker', note);
      }

      assert.deepEqual(
        events.map(({ pool, event, id }) => [pool.replace(/\d+$/, ''), event, id]),
        ['start', 'ready', 'exit'].map((event) => ['told#', event, 1]),
      );
    });
  });

  describe(`A ${kind} that cannot be`, () => {
    before(openSocket);
    failOnLeaks();

    it('is refused in the call', ALARM, () => {
      const make = Kind as new (...args: unknown[]) => Child;
      const socket = { handle: process.stdout };
      const bad: readonly [args: readonly unknown[], code: string][] = [
        [[5], 'ERR_POOL_OPTION'],
        [[() => 1, 5], 'ERR_POOL_OPTION'],
        [[() => 1, [], { workers: 2 }], 'ERR_POOL_OPTION'],
        [[() => 1, [], { name: '' }], 'ERR_POOL_OPTION'],
        [[() => socket.handle], 'ERR_POOL_NOT_SENDABLE'],
      ];

      for (const [args, code] of bad) assert.throws(() => new make(...args), { code });

      assert.deepEqual(activeChildren(), []);
    });

    it('for its arguments fails with that, and ends', ALARM, async () => {
      const child = new Kind((x: unknown) => x, [() => 1]);

      await assert.rejects(child.result(), { code: 'ERR_POOL_NOT_SENDABLE', message: /argument/ });

      await child.join();
      assert.equal(child.exitCode, 1);
    });

    it('for its result fails with that, and ends', ALARM, async () => {
      const child = new Kind(() => () => 1);

      await assert.rejects(child.result(), { code: 'ERR_POOL_NOT_SENDABLE', message: /result/ });

      await child.join();
      assert.equal(child.exitCode, 1);
    });

    it('for what it preloads fails with its last words', notOfThreads, async () => {
      const child = new Kind(() => 1, [], { execArgv: ['--import', 'file:///not/there.js'] });

      await assert.rejects(child.result(), { code: 'ERR_POOL_WORKER_LOST', message: /not\/there/ });

      await child.join();
      assert.equal(child.exitCode, 1);
    });

    it('for a start that does not end is ended, and says so', notOfThreads, async () => {
      const child = new Kind(() => 1, [], {
        execArgv: [
          '--import',
          'data:text/javascript,await new Promise(() => setInterval(() => {}, 9999))',
        ],
        startTimeout: 300,
        killGrace: 50,
      });

      await assert.rejects(child.result(), {
        code: 'ERR_POOL_WORKER_LOST',
        message: /not ready after 300 ms \(startTimeout\)/,
      });
      await child.join();
    });

    it('for a function whose module does not end is ended, and says so', ALARM, async () => {
      const { endless } = await import('./modules/endless.ts');
      const child = new Kind(endless, [], { startTimeout: 4000, killGrace: 50 });

      await assert.rejects(child.result(), {
        code: 'ERR_POOL_TASK_TIMEOUT',
        message: /startTimeout/,
      });
      await child.join();
    });

    it('for being sent says so', ALARM, async () => {
      await using pool = new Pool(1);
      const child = new Kind(() => 1);

      await assert.rejects(
        pool.apply((x: unknown) => x, [child]),
        {
          code: 'ERR_POOL_NOT_SENDABLE',
          message: new RegExp(`a ${kind}: it belongs to`),
        },
      );
      await child.join();
    });
  });
}

/** It stays open as long as the program, and is not to be counted as left behind. */
export async function openSocket(): Promise<void> {
  await using pool = new Pool({ workers: 1, transport: 'inline' });
  await pool.apply((_lock: Lock) => {}, [new Lock()]);
}
