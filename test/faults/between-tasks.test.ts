/** Workers that come to an end, or to harm, when nobody is waiting for them. */
import assert from 'node:assert/strict';
import type { Pool, WorkerLostError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import { note, noteAndWait } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { assertWhole, overBoth } from './over-both.ts';

const inc = (x: number): number => x + 1;

/** Until none of `ids` is a worker any more. */
async function gone(pool: Pool, ids: readonly number[]): Promise<void> {
  await until('the workers to be replaced', () => !pool.workers.some(({ id }) => ids.includes(id)));
}

overBoth('Between tasks a worker', (subject) => {
  subject.itWith(
    'process',
    'may be killed while idle: it is replaced and nobody fails',
    async () => {
      await using pool = subject.pool(2);
      await pool.ready();
      const before = pool.workers;

      for (const { pid } of before) process.kill(pid, 'SIGKILL');
      const results = await pool.map(inc, [1, 2, 3, 4], { retries: 1 });

      assert.deepEqual(results, [2, 3, 4, 5]);
      await gone(
        pool,
        before.map(({ id }) => id),
      );
      await assertWhole(pool);
    },
  );

  subject.itWith('process', 'may be killed in the moment in which it is given work', async () => {
    await using pool = subject.pool(1);
    await pool.ready();

    const [worker] = pool.workers;
    const results = Array.from({ length: 20 }, (_, i) => pool.applyAsync(inc, [i]));
    process.kill(worker?.pid ?? 0, 'SIGKILL');
    const outcomes = await Promise.allSettled(results);

    const lost = outcomes.filter(({ status }) => status === 'rejected');
    assert.ok(lost.length <= 1);
    await assertWhole(pool);
  });

  for (const [title, stray] of [
    [
      'throw',
      () =>
        void setImmediate(() => {
          throw new Error('stray');
        }),
    ],
    [
      'leave a rejection unhandled',
      () => void setImmediate(() => void Promise.reject(new Error('stray'))),
    ],
    ['exit', () => void setImmediate(() => process.exit(1))],
  ] as const) {
    subject.it(`may ${title} after its task is done: it is replaced and nobody fails`, async () => {
      await using pool = subject.pool();
      await pool.ready();
      const [first] = pool.workers;

      assert.equal(await pool.apply(stray), undefined);
      await gone(pool, [first?.id ?? 0]);

      await assertWhole(pool);
    });
  }

  subject.it(
    'may throw what an earlier task left behind, which fails the task in hand and no other',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool();
      await pool.apply(
        (gate: string) => {
          const { existsSync } = process.getBuiltinModule('node:fs');
          const timer = setInterval(() => {
            if (!existsSync(gate)) return;
            clearInterval(timer);
            throw new RangeError('from before');
          }, 1);
        },
        [stage.gate],
      );
      const inHand = pool.applyAsync(noteAndWait, [stage.log, stage.gateNamed('never'), 'x']);
      const waiting = pool.applyAsync(inc, [1]);
      await stage.reaches(1);

      stage.open();

      await assert.rejects(inHand.get(), { name: 'RangeError', message: 'from before' });
      assert.equal(await waiting, 2);
      await assertWhole(pool);
    },
  );

  subject.it('keeps what it had sent before it died', async () => {
    using stage = new Stage();
    await using pool = subject.pool();
    const done = pool.applyAsync(inc, [1]);
    const large = pool.applyAsync((size: number) => 'x'.repeat(size), [8_000_000]);
    const fatal = pool.applyAsync(() => process.exit(1));
    const after = pool.applyAsync(note, [stage.log, 'after']);

    await assert.rejects(fatal.get(), { code: 'ERR_POOL_WORKER_LOST' });

    assert.equal(await done, 2);
    assert.equal((await large).length, 8_000_000);
    assert.equal(await after, 'after');
    assert.deepEqual(stage.lines, ['after']);
  });

  subject.it(
    'hands on, each exactly once, what it held and had not started when it died',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool();
      // Short tasks first: so the pool learns to put many into the worker's hands at once.
      await Promise.all(Array.from({ length: 300 }, (_, i) => pool.applyAsync(inc, [i])));
      const calls = Array.from({ length: 200 }, (_, i) =>
        pool.applyAsync(
          (log: string, n: number) => {
            process.getBuiltinModule('node:fs').appendFileSync(log, `${n}\n`);
            if (n % 50 === 25) process.exit(n);
            return n;
          },
          [stage.log, i],
        ),
      );

      const outcomes = await Promise.allSettled(calls);

      const lost = outcomes.flatMap((outcome, i) => (outcome.status === 'rejected' ? [i] : []));
      assert.deepEqual(lost, [25, 75, 125, 175]);
      assert.deepEqual(
        stage.lines.map(Number).sort((a, b) => a - b),
        Array.from({ length: 200 }, (_, i) => i),
      );
      await assertWhole(pool);
    },
  );

  subject.it('ends with the task in hand if it had been given a chunk of many', async () => {
    await using pool = subject.pool();
    const results = pool.imap(
      (x: number) => (x === 3 ? process.exit(3) : x),
      [0, 1, 2, 3, 4, 5, 6, 7],
      { chunkSize: 2 },
    );

    const seen: unknown[] = [];
    for (let i = 0; i < 8; i += 1) {
      seen.push(
        await results.next().then(
          ({ value }) => value,
          (error: WorkerLostError) => error.exitCode,
        ),
      );
    }

    assert.deepEqual(seen, [0, 1, 3, 3, 4, 5, 6, 7]);
    await assertWhole(pool);
  });
});
