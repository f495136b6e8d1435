/** `timeout`: how long one task may run. Its worker is ended, and nobody else suffers. */
import assert from 'node:assert/strict';
import { TaskTimeoutError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { identity, note, noteAndSpin, square } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { range } from './observed.ts';
import { readOutcomes } from './reading.ts';

/** Long enough for any task here that ends at all, on any machine. */
const GENEROUS_MS = 30_000;
/** For tasks that never end; tasks beside them do end in this time, on a busy machine too. */
const SHORT_MS = 300;

export function timeLimits(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  subject.itWith(
    'kill',
    'ends a task that never returns, and names it, its limit and its item',
    async () => {
      await using pool = subject.pool(2);
      const results = pool.imap(spinAtTwo, range(4), { timeout: SHORT_MS });

      const outcomes = await readOutcomes(results, (error) => error);

      const [error] = outcomes.splice(2, 1);
      assert.deepEqual(outcomes, [0, 1, 3]);
      assert.ok(error instanceof TaskTimeoutError);
      assert.equal(error.code, 'ERR_POOL_TASK_TIMEOUT');
      assert.match(error.message, /'spinAtTwo' on item 2 .* 300 ms/);
    },
  );

  subject.itWith('kill', 'ends a task whose promise never settles', async () => {
    await using pool = subject.pool(1);

    await assert.rejects(pool.apply(never, [], { timeout: SHORT_MS }), TaskTimeoutError);

    assert.equal(await pool.apply(square, [3]), 9);
  });

  subject.itWith('kill', 'rejects a map', async () => {
    await using pool = subject.pool(2);

    await assert.rejects(pool.map(spinAtTwo, range(8), { timeout: SHORT_MS }), /item 2/);

    assert.deepEqual(await pool.map(square, [1, 2, 3]), [1, 4, 9]);
  });

  for (const workers of [1, 2]) {
    subject.itWith(
      'kill',
      `runs each neighbour in the chunk once, with ${workers} workers`,
      async () => {
        using stage = new Stage();
        await using pool = subject.pool(workers);
        const items = range(8).map((n) => [stage.log, n] as const);

        const results = pool.istarmap(noteSpinAtTwo, items, { chunkSize: 4, timeout: SHORT_MS });
        const outcomes = await readOutcomes(results, (error) => (error as Error).name);

        assert.deepEqual(outcomes, [0, 1, 'TaskTimeoutError', 3, 4, 5, 6, 7]);
        assert.deepEqual(stage.lines.sort(), range(8).map(String));
      },
    );
  }

  subject.itWith('kill', 'runs once what waited behind it in the hands of its worker', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const warmed = pool.starmap(
      note,
      range(50).map((n) => [stage.log, `warm ${n}`] as const),
      { chunkSize: 1 },
    );
    await warmed;

    const stuck = pool.applyAsync(noteAndSpin, [stage.log, 'stuck'], { timeout: SHORT_MS });
    const others = range(10).map((n) => pool.applyAsync(note, [stage.log, `other ${n}`]));
    const answers = await Promise.allSettled([stuck, ...others]);

    assert.deepEqual(
      answers.map(({ status }) => status),
      ['rejected', ...range(10).map(() => 'fulfilled')],
    );
    const own = stage.lines.filter((line) => !line.startsWith('warm'));
    assert.deepEqual(own, ['stuck', ...range(10).map((n) => `other ${n}`)]);
  });

  subject.itWith('kill', 'replaces the worker', async () => {
    await using pool = subject.pool(2);
    await pool.ready();
    const before = new Set(pool.workers.map(({ id }) => id));

    await assert.rejects(pool.apply(never, [], { timeout: SHORT_MS }), TaskTimeoutError);
    await until('two idle workers', () => idleWorkers(pool.workers) === 2);

    assert.equal(pool.workers.filter(({ id }) => !before.has(id)).length, 1);
  });

  subject.itWith('kill', 'gives every task of a chunk its own time', async () => {
    await using pool = subject.pool(1);

    const results = pool.imap(spinAtTwo, range(3), { chunkSize: 3, timeout: SHORT_MS });

    const outcomes = await readOutcomes(results, (error) => (error as Error).name);
    assert.deepEqual(outcomes, [0, 1, 'TaskTimeoutError']);
  });

  for (const chunkSize of [1, 5, 'auto'] as const) {
    subject.it(
      `changes nothing for tasks that end in time, in chunks of ${chunkSize}`,
      async () => {
        const pool = two();
        const options = { chunkSize, timeout: GENEROUS_MS };

        const outcomes = await readOutcomes(pool.imap(failAtSeven, range(20), options));
        const collected = await pool.map(identity<number>, range(20), options);

        assert.deepEqual(
          outcomes,
          range(20).map((n) => (n === 7 ? 'Error: seven' : n)),
        );
        assert.deepEqual(collected, range(20));
      },
    );
  }

  subject.it('takes a limit without an end', async () => {
    const pool = one();

    const answer = await pool.apply(square, [4], { timeout: Number.POSITIVE_INFINITY });

    assert.equal(answer, 16);
  });
}

function idleWorkers(workers: readonly { readonly state: string }[]): number {
  return workers.filter(({ state }) => state === 'idle').length;
}

async function never(): Promise<void> {
  await new Promise(() => {});
}

function spinAtTwo(x: number): number {
  while (x === 2);
  return x;
}

function noteSpinAtTwo(log: string, x: number): number {
  process.getBuiltinModule('node:fs').appendFileSync(log, `${x}\n`);
  while (x === 2);
  return x;
}

function failAtSeven(x: number): number {
  if (x === 7) throw new Error('seven');
  return x;
}
