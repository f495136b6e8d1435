/**
 * What tasks and their callers say to each other while tasks run: whichever message the worker dies at, and whatever a
 * task does when it is asked to stop, the call settles, and nothing else is harmed.
 */
import assert from 'node:assert/strict';
import { Pool, report } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import { type Blow, FaultyTransport } from './faulty-transport.ts';
import { assertWhole, overBoth } from './over-both.ts';

function* countTo(n: number): Generator<number> {
  for (let i = 1; i <= n; i += 1) yield i;
}

/** Reports and waits a moment, over and over, as long as it is there. */
async function reportFor(log: string): Promise<never> {
  const fs = process.getBuiltinModule('node:fs');
  for (let i = 0; ; i += 1) {
    report(i);
    if (i === 0) fs.appendFileSync(log, 'begun\n');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function* dieAfter(n: number): Generator<number> {
  yield* countTo(n);
  process.exit(3);
}

async function readWithError(values: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  try {
    for await (const value of values) all.push(value);
  } catch (error) {
    all.push(error instanceof Error ? error.name : error);
  }
  return all;
}

overBoth('During a task', (subject) => {
  const name = subject.kind as 'process' | 'thread';
  const faulty = (blow: Blow, times?: number): FaultyTransport =>
    new FaultyTransport(name, blow, times);

  for (const moment of ['before', 'after'] as const) {
    subject.it(`a worker that is killed ${moment} a report fails its task`, async () => {
      const transport = faulty({ direction: 'from', kind: 'said', moment });
      await using pool = new Pool({ workers: 1, transport });
      const told: unknown[] = [];
      const onReport = (value: unknown): number => told.push(value);
      const task = async (): Promise<void> => {
        report('here');
        await new Promise(() => {});
      };

      await assert.rejects(pool.apply(task, [], { onReport }), { code: 'ERR_POOL_WORKER_LOST' });

      assert.deepEqual(told, moment === 'before' ? [] : ['here']);
      await assertWhole(pool);
    });

    subject.it(
      `a worker that is killed ${moment} a value throws behind those before it`,
      async () => {
        const transport = faulty({ direction: 'from', kind: 'said', moment });
        await using pool = new Pool({ workers: 1, transport });

        const seen = await readWithError(pool.stream(countTo, [1e9], { bufferSize: 2 }));

        // A thread that is killed may say more before it is gone, as long as somebody reads.
        const all = moment === 'before' ? [] : seen.slice(0, -1);
        assert.deepEqual(seen, [...all.map((_, index) => index + 1), 'WorkerLostError']);
        assert.ok(moment === 'before' || all.length > 0);
        await assertWhole(pool);
      },
    );

    subject.it(
      `a worker that is killed ${moment} it gets credit loses its stream alone`,
      async () => {
        const transport = faulty({ direction: 'to', kind: 'credit', moment });
        await using pool = new Pool({ workers: 1, transport });

        const seen = await readWithError(pool.stream(countTo, [1e9], { bufferSize: 2 }));

        assert.equal(seen.at(-1), 'WorkerLostError');
        assert.deepEqual(
          seen.slice(0, -1),
          Array.from(seen.slice(0, -1), (_, i) => i + 1),
        );
        await assertWhole(pool);
      },
    );

    subject.it(`a worker that is killed ${moment} it is asked to stop is replaced`, async () => {
      using stage = new Stage();
      const transport = faulty({ direction: 'to', kind: 'abort', moment });
      await using pool = new Pool({ workers: 1, transport, abortGrace: 30_000 });
      const call = pool.applyAsync(reportFor, [stage.log], { onReport: () => {} });
      await stage.reaches(1);

      call.cancel();

      await assert.rejects(call.get(), { name: 'AbortError' });
      await assertWhole(pool);
      const { cancelled, lost, done } = pool.stats().tasks;
      assert.deepEqual([cancelled, lost, done], [1, 0, 1]);
    });
  }

  subject.it('a stream runs again only as long as nothing of it has come', async () => {
    const early = faulty({ direction: 'from', kind: 'said', moment: 'before' });
    await using pool = new Pool({ workers: 1, transport: early });

    const seen = await readWithError(pool.stream(countTo, [3], { retries: 1 }));
    const late = await readWithError(pool.stream(dieAfter, [2], { retries: 5 }));

    assert.deepEqual(seen, [1, 2, 3]);
    assert.deepEqual(late, [1, 2, 'WorkerLostError']);
    assert.equal(pool.stats().tasks.retried, 1);
    await assertWhole(pool);
  });

  subject.it('of several items whose values are read, only the one in hand is lost', async () => {
    await using pool = subject.pool(1);
    const dieAtTwo = (n: number): Generator<number> => (n === 2 ? dieAfter(2) : countTo(n));

    const values = pool.imap(dieAtTwo, [1, 2, 3], { flat: true, chunkSize: 3, retries: 1 });
    const seen: unknown[] = [];
    for (let i = 0; i < 7; i += 1)
      seen.push(
        await values.next().then(
          ({ value }) => value,
          (error: Error) => error.name,
        ),
      );

    assert.deepEqual(seen, [1, 1, 2, 'WorkerLostError', 1, 2, 3]);
    assert.equal((await values.next()).done, true);
    const { done, lost, retried } = pool.stats().tasks;
    assert.deepEqual([done, lost, retried], [2, 1, 1]);
  });

  subject.it(
    'a generator that does not let itself be closed loses its worker, and nobody waits',
    async () => {
      await using pool = subject.pool({ workers: 1, killGrace: 50 });
      async function* stubborn(): AsyncGenerator<number> {
        try {
          yield 1;
          await new Promise(() => {});
        } finally {
          await new Promise(() => {});
        }
      }

      for await (const _ of pool.stream(stubborn)) break;

      await assertWhole(pool);
      assert.equal(pool.workers[0]?.id, 2);
    },
  );

  subject.it('a task that ignores its signal does not hold up the end of the pool', async () => {
    using stage = new Stage();
    const pool = subject.pool({ workers: 1, killGrace: 50, abortGrace: 50 });
    const spin = (log: string): never => {
      process.getBuiltinModule('node:fs').appendFileSync(log, 'begun\n');
      for (;;);
    };
    const call = pool.apply(spin, [stage.log]).catch((error: unknown) => error);
    await stage.reaches(1);

    await pool.terminate();

    assert.equal(((await call) as Error).name, 'PoolTerminatedError');
  });

  subject.it(
    'a worker that dies before it runs what was broadcast leaves that to its successor',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool(2);
      await pool.ready();
      const dies = async (log: string, gate: string): Promise<never> => {
        const fs = process.getBuiltinModule('node:fs');
        fs.appendFileSync(log, 'begun\n');
        while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
        return process.exit(1);
      };
      const call = pool.apply(dies, [stage.log, stage.gate]);
      await stage.reaches(1);

      const all = pool.broadcast(() => 'here', [], { replay: true });
      stage.open();

      await assert.rejects(call, { code: 'ERR_POOL_WORKER_LOST' });
      assert.deepEqual(await all, ['here', 'here']);
      await assertWhole(pool);
    },
  );

  subject.it('a worker that dies in a broadcast fails it, and nothing is run again', async () => {
    await using pool = subject.pool(2);
    const dieInOne = (): void => {
      process.exit(5);
    };

    await assert.rejects(pool.broadcast(dieInOne, [], { replay: true }), {
      code: 'ERR_POOL_WORKER_LOST',
      exitCode: 5,
    });

    await assertWhole(pool);
  });

  subject.it(
    'a broadcast that fails where it is run again ends the pool, as an initializer does',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool(1);
      const onlyOnce = (log: string): void => {
        const fs = process.getBuiltinModule('node:fs');
        if (fs.readFileSync(log, 'utf8') !== '') throw new RangeError('a second time');
        fs.appendFileSync(log, 'once\n');
      };
      await pool.broadcast(onlyOnce, [stage.log], { replay: true });

      await assert.rejects(
        pool.apply(() => process.exit(1)),
        { code: 'ERR_POOL_WORKER_LOST' },
      );

      await assert.rejects(
        pool.apply(() => 1),
        {
          name: 'InitializerError',
          message: /^the broadcast 'onlyOnce' failed in worker 2 .*: RangeError: a second time/,
        },
      );
    },
  );
});
