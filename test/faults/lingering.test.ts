/** Workers whose task was cancelled or timed out, but which run on for a while: they get no new work. */
import assert from 'node:assert/strict';
import type { AsyncResult, Pool } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import { notePlace } from '../conformance/tasks.ts';
import { assertWhole, overBoth } from './over-both.ts';

type Linger = (log: string, gate: string) => Promise<void>;

/** An initializer: its worker ignores what asks it to end. */
function ignoreSigterm(): void {
  process.on('SIGTERM', () => {});
}

/** Waits; says so first. */
async function linger(log: string, gate: string): Promise<void> {
  const fs = process.getBuiltinModule('node:fs');
  const { threadId } = process.getBuiltinModule('node:worker_threads');
  fs.appendFileSync(log, `${process.pid}/${threadId} lingering\n`);
  while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** How a task is given up, and what its call then rejects with. */
const WAYS: Readonly<
  Record<
    string,
    {
      readonly submit: (pool: Pool, task: Linger, args: [string, string]) => AsyncResult<void>;
      readonly giveUp: (result: AsyncResult<void>, stage: Stage) => Promise<void>;
      readonly isExpected: (error: { code?: string; name?: string }) => boolean;
    }
  >
> = {
  'is cancelled': {
    submit: (pool, task, args) => pool.applyAsync(task, args),
    giveUp: async (result, stage) => {
      await stage.reaches(1);
      result.cancel();
    },
    isExpected: ({ name }) => name === 'AbortError',
  },
  'runs too long': {
    submit: (pool, task, args) => pool.applyAsync(task, args, { timeout: 1 }),
    giveUp: async () => {}, // it is by itself, perhaps before the task has said anything
    isExpected: ({ code }) => code === 'ERR_POOL_TASK_TIMEOUT',
  },
};

/** The places of its workers, as `notePlace` writes them. */
function placesOf(pool: Pool): string[] {
  return pool.workers.map(({ pid, threadId = 0 }) => `${pid}/${threadId}`);
}

overBoth('A worker that does not end although its task', (subject) => {
  for (const [title, { submit, giveUp, isExpected }] of Object.entries(WAYS)) {
    subject.it(`${title} gets no new work, and is replaced by force`, async () => {
      using stage = new Stage();
      await using pool = subject.pool({
        workers: 1,
        killGrace: 300,
        initializer: ignoreSigterm,
      });
      await pool.ready();
      const [lingering = ''] = placesOf(pool);
      const result = submit(pool, linger, [stage.log, stage.gate]);

      await giveUp(result, stage);
      const places = await Promise.all(
        Array.from({ length: 10 }, async () => await pool.apply(notePlace, [stage.log, 'next'])),
      );

      await assert.rejects(result.get(), isExpected);
      assert.ok(!places.includes(lingering), 'the next tasks run elsewhere');
      assert.equal(new Set(places).size, 1, 'in one worker, which takes its place');
      await assertWhole(pool);
    });
  }

  subject.itWith('process', 'is cancelled holds up none of the workers beside it', async () => {
    using stage = new Stage();
    await using pool = subject.pool({
      workers: 2,
      killGrace: 600,
      initializer: ignoreSigterm,
    });
    await pool.ready();
    const cancelled = pool.applyAsync(linger, [stage.log, stage.gate]);
    await stage.reaches(1);
    const [lingering = ''] = stage.lines[0]?.split('/') ?? [];

    cancelled.cancel();
    const place = await pool.apply(notePlace, [stage.log, 'next']);

    assert.equal(process.kill(Number(lingering), 0), true, 'it is still there');
    assert.ok(!place.startsWith(`${lingering}/`));
    await assertWhole(pool);
  });
});
