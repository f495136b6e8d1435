/** `retries`: a chunk whose worker was lost is run again, and its tasks can know. */
import assert from 'node:assert/strict';
import { currentWorker, WorkerLostError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { range } from './observed.ts';
import { readOutcomes } from './reading.ts';

export function retries(subject: Subject): void {
  subject.itWith('death', 'runs nothing twice unless it is told to', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);

    await assert.rejects(pool.apply(dieBefore, [stage.log, 1]), WorkerLostError);

    assert.deepEqual(stage.lines, ['attempt 0']);
  });

  subject.itWith(
    'death',
    'runs a task again until it succeeds, and tells it which attempt this is',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool(1);

      const answer = await pool.apply(dieBefore, [stage.log, 2], { retries: 2 });

      assert.equal(answer, 2);
      assert.deepEqual(stage.lines, ['attempt 0', 'attempt 1', 'attempt 2']);
    },
  );

  subject.itWith('death', 'gives up after so many times', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);

    await assert.rejects(pool.apply(dieBefore, [stage.log, 9], { retries: 2 }), (error) => {
      assert.ok(error instanceof WorkerLostError);
      assert.equal(error.exitCode, 3);
      return true;
    });

    assert.deepEqual(stage.lines, ['attempt 0', 'attempt 1', 'attempt 2']);
    assert.deepEqual(await pool.map(Math.abs, [-1]), [1]);
  });

  for (const method of ['istarmap', 'istarmapUnordered', 'starmap'] as const) {
    subject.itWith('death', `runs the chunk of ${method} again, and no other`, async () => {
      using stage = new Stage();
      await using pool = subject.pool(2);
      const items = range(6).map((n) => [stage.log, n] as const);
      const options = { chunkSize: 2, retries: 1 };

      const values =
        method === 'starmap'
          ? await pool.starmap(dieAtThreeOnce, items, options)
          : await readOutcomes(pool[method](dieAtThreeOnce, items, options));

      assert.deepEqual(
        values.map(Number).sort((a, b) => a - b),
        range(6),
      );
      const lines = stage.lines.sort();
      assert.deepEqual(lines, ['0', '1', '2', '2', '3', '3', '4', '5']);
    });
  }

  subject.itWith(
    'death',
    'keeps what a timed chunk had sent, and runs only the rest again',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool(1);
      const items = range(5).map((n) => [stage.log, n] as const);

      const options = { chunkSize: 5, retries: 1, timeout: 30_000 };
      const outcomes = await readOutcomes(pool.istarmap(dieAtThreeOnce, items, options));

      assert.deepEqual(outcomes, range(5));
      assert.deepEqual(stage.lines, ['0', '1', '2', '3', '3', '4']);
    },
  );

  subject.it('does not run again what failed by itself', async () => {
    await using pool = subject.pool(1);

    const results = pool.imap(failAtFirst, range(3), { retries: 5 });

    assert.deepEqual(await readOutcomes(results), ['Error: attempt 0', 1, 2]);
  });
}

function dieBefore(log: string, attempt: number): number {
  const now = currentWorker()?.attempt ?? -1;
  process.getBuiltinModule('node:fs').appendFileSync(log, `attempt ${now}\n`);
  if (now < attempt) process.exit(3);
  return now;
}

function dieAtThreeOnce(log: string, n: number): number {
  process.getBuiltinModule('node:fs').appendFileSync(log, `${n}\n`);
  if (n === 3 && currentWorker()?.attempt === 0) process.exit(3);
  return n;
}

function failAtFirst(n: number): number {
  if (n === 0) throw new Error(`attempt ${currentWorker()?.attempt}`);
  return n;
}
