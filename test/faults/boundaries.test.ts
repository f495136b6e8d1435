/**
 * A worker that dies between any two messages of the protocol. What it had not started runs elsewhere,
 * once; what it had done and said is kept; only a task that it was running may be lost.
 */
import assert from 'node:assert/strict';
import { Pool } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import {
  type Blow,
  type Direction,
  FaultyTransport,
  type MessageKind,
  type Moment,
} from './faulty-transport.ts';
import { task as throwsInWorker } from './modules/throws-in-worker.ts';
import { assertWhole, overBoth } from './over-both.ts';

/** Every message there is: one that is added has to be struck at as well. */
const STRUCK_AT: Readonly<Record<MessageKind, readonly [Direction, 'in common' | 'below']>> = {
  start: ['to', 'in common'],
  ready: ['from', 'in common'],
  define: ['to', 'in common'],
  run: ['to', 'in common'],
  loading: ['from', 'in common'],
  started: ['from', 'in common'],
  waiting: ['from', 'below'],
  done: ['from', 'in common'],
  stop: ['to', 'below'],
  drop: ['to', 'below'],
  abort: ['to', 'below'], // as the two after it: `during-a-task.test.ts`
  credit: ['to', 'below'],
  said: ['from', 'below'],
  forget: ['to', 'below'],
  'go-on': ['to', 'below'],
  resend: ['from', 'below'],
  redefine: ['from', 'below'],
  'want-room': ['from', 'below'],
  room: ['to', 'below'],
  pipe: ['to', 'below'],
  piped: ['from', 'below'],
  'load-failed': ['from', 'below'],
  printing: ['from', 'below'], // the worker is on its way out: `output.test.ts` needs a program of its own for it
  crashed: ['from', 'below'],
  'init-failed': ['from', 'below'],
  'finalizer-failed': ['from', 'below'],
};
/** Those that come to pass in any work. */
const MESSAGES = (Object.keys(STRUCK_AT) as MessageKind[]).filter(
  (kind) => STRUCK_AT[kind][1] === 'in common',
);
const MOMENTS: readonly Moment[] = ['before', 'after'];
const COUNT = 60;
/** Functions: see `handle/sent-functions.ts`. */
const MORE_THAN_A_WORKER_KEEPS = 1002;

// Not exported, so it travels by value: a thread that is killed while it imports a module leaves that
// module's file open in this process, which is Node's to mend.
function note(log: string, entry: number): number {
  process.getBuiltinModule('node:fs').appendFileSync(log, `${entry}\n`);
  return entry;
}

async function noteAndWaitAt(log: string, gate: string): Promise<void> {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, `at ${gate}\n`);
  while (gate !== '' && !fs.existsSync(gate))
    await new Promise((resolve) => setTimeout(resolve, 2));
}

function abortable(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

overBoth('A worker that is killed', (subject) => {
  const name = subject.kind as 'process' | 'thread';

  for (const kind of MESSAGES) {
    const [direction] = STRUCK_AT[kind];
    for (const moment of MOMENTS) {
      const blow: Blow = { direction, kind, moment };
      const place = `${moment} '${kind}' goes ${direction} it`;

      subject.it(
        `${place} fails at most the task it has in hand, and nothing runs twice`,
        async () => {
          using stage = new Stage();
          const transport = new FaultyTransport(name, blow);
          await using pool = new Pool({ workers: 1, transport });
          const timeout = kind === 'started' ? 60_000 : undefined; // what makes workers say when they start
          const calls = Array.from({ length: COUNT }, (_, i) =>
            pool.applyAsync(note, [stage.log, i], { timeout }),
          );

          const outcomes = await Promise.allSettled(calls);

          assert.ok(transport.isSpent, 'the blow was struck');
          const lost = outcomes.flatMap((outcome, i) =>
            outcome.status === 'rejected' ? [{ i, outcome }] : [],
          );
          assert.ok(lost.length <= 1, `${lost.length} tasks were lost`);
          for (const { outcome } of lost) assert.equal(outcome.reason.code, 'ERR_POOL_WORKER_LOST');
          const ran = stage.lines.map(Number);
          assert.equal(new Set(ran).size, ran.length, 'a task ran twice');
          outcomes.forEach((outcome, i) => {
            if (outcome.status !== 'fulfilled') return;
            assert.equal(outcome.value, i);
            assert.ok(ran.includes(i));
          });
          await assertWhole(pool);
        },
      );

      subject.it(`${place} costs nothing with retries`, async () => {
        const transport = new FaultyTransport(name, blow, 2);
        await using pool = new Pool({ workers: 2, transport });
        const options = {
          retries: 2,
          chunkSize: 3,
          ...(kind === 'started' ? { timeout: 60_000 } : {}),
        };

        const values = await pool.map(
          (x: number) => x * x,
          Array.from({ length: COUNT }, (_, i) => i),
          options,
        );

        assert.deepEqual(
          values,
          Array.from({ length: COUNT }, (_, i) => i * i),
        );
        await assertWhole(pool);
      });
    }
  }

  for (const moment of MOMENTS) {
    subject.it(`${moment} 'stop' goes to it does not keep the pool from its end`, async () => {
      const transport = new FaultyTransport(name, { direction: 'to', kind: 'stop', moment });
      const pool = new Pool({ workers: 1, transport });
      await pool.map((x: number) => x, [1, 2, 3]);

      pool.close();
      await pool.join();

      assert.ok(transport.isSpent, 'the blow was struck');
      assert.deepEqual(pool.workers, []);
    });

    subject.it(`${moment} 'drop' goes to it starts nothing that was taken back`, async () => {
      using stage = new Stage();
      const transport = new FaultyTransport(name, { direction: 'to', kind: 'drop', moment });
      await using pool = new Pool({ workers: 1, transport });
      // Short tasks first: so the pool learns to put many into the worker's hands at once.
      await Promise.all(
        Array.from({ length: 300 }, () => pool.apply(noteAndWaitAt, [stage.log, ''])),
      );
      const { signal, abort } = abortable();
      const held = pool.applyAsync(noteAndWaitAt, [stage.log, stage.gate]);
      const calls = Array.from({ length: COUNT }, () =>
        pool.applyAsync(noteAndWaitAt, [stage.log, 'never'], { signal }),
      );
      await stage.reaches(301);

      abort();

      const outcomes = await Promise.allSettled([held, ...calls]);
      assert.ok(transport.isSpent, 'the blow was struck');
      assert.deepEqual(
        outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code),
        ['ERR_POOL_WORKER_LOST', ...calls.map(() => 20)],
        'the one that ran is lost, the others are aborted',
      );
      assert.equal(stage.lines.length, 301);
      await assertWhole(pool);
    });
  }

  for (const moment of MOMENTS) {
    subject.it(`${moment} 'forget' goes to it loses at most the task it has in hand`, async () => {
      const transport = new FaultyTransport(name, { direction: 'to', kind: 'forget', moment });
      await using pool = new Pool({ workers: 1, transport });
      const functions = Array.from({ length: MORE_THAN_A_WORKER_KEEPS }, (_, i) => () => i);

      const outcomes = await Promise.allSettled(functions.map((fn) => pool.applyAsync(fn)));

      assert.ok(transport.isSpent, 'the blow was struck');
      const lost = outcomes.filter(({ status }) => status === 'rejected');
      assert.ok(lost.length <= 1, `${lost.length} tasks were lost`);
      outcomes.forEach((outcome, i) => {
        if (outcome.status === 'fulfilled') assert.equal(outcome.value, i);
        else assert.equal(outcome.reason.code, 'ERR_POOL_WORKER_LOST');
      });
      await assertWhole(pool);
    });

    subject.it(
      `${moment} 'crashed' comes from it settles the task with the error or the loss`,
      async () => {
        const transport = new FaultyTransport(name, { direction: 'from', kind: 'crashed', moment });
        await using pool = new Pool({ workers: 1, transport });
        const stray = async (): Promise<void> => {
          setTimeout(() => {
            throw new RangeError('stray');
          }, 0);
          await new Promise(() => {});
        };

        await assert.rejects(pool.apply(stray), (error: Error & { code?: string }) =>
          moment === 'after' ? error.message === 'stray' : error.code === 'ERR_POOL_WORKER_LOST',
        );

        await assertWhole(pool);
      },
    );

    subject.it(
      `${moment} 'load-failed' comes from it settles the call, and others go on`,
      async () => {
        const transport = new FaultyTransport(name, {
          direction: 'from',
          kind: 'load-failed',
          moment,
        });
        await using pool = new Pool({ workers: 1, transport });
        const inc = (x: number): number => x + 1;

        const failed = pool.apply(throwsInWorker, [1]);
        const others = Array.from({ length: COUNT }, (_, i) => pool.apply(inc, [i]));

        await assert.rejects(failed); // with the failure, or for its worker was lost
        assert.equal((await Promise.allSettled(others)).length, COUNT);
        assert.ok(transport.isSpent, 'the blow was struck');
        await assertWhole(pool);
      },
    );

    subject.it(`${moment} 'go-on' goes to it settles every call`, async () => {
      const transport = new FaultyTransport(name, { direction: 'to', kind: 'go-on', moment });
      await using pool = new Pool({ workers: 1, transport });

      const results = pool.imap(throwsInWorker, [1, 2, 3, 4, 5, 6, 7, 8]);

      for (let i = 0; i < 8; i += 1) await assert.rejects(results.next());
      assert.ok(transport.isSpent, 'the blow was struck');
      await assertWhole(pool);
    });

    subject.it(`${moment} 'waiting' comes from it loses only what it has in hand`, async () => {
      using stage = new Stage();
      const transport = new FaultyTransport(name, { direction: 'from', kind: 'waiting', moment });
      await using pool = new Pool({ workers: 1, transport });
      const quick = Array.from({ length: 500 }, () => [stage.log, ''] as const);
      const items = [...quick, [stage.log, stage.gate] as const, ...quick];

      const results = pool.imap(([log, gate]) => noteAndWaitAt(log, gate), items);
      let lost = 0;
      for (let i = 0; i < items.length; i += 1) {
        await results.next().catch((error) => {
          assert.equal(error.code, 'ERR_POOL_WORKER_LOST');
          lost += 1;
          stage.open();
        });
      }

      assert.ok(transport.isSpent, 'the blow was struck');
      assert.ok(lost > 0 && lost < 500, `${lost} were lost`);
      assert.deepEqual(await results.next(), { done: true, value: undefined });
      await assertWhole(pool);
    });

    subject.it(`${moment} 'init-failed' comes from it settles whoever waits`, async () => {
      const transport = new FaultyTransport(
        name,
        { direction: 'from', kind: 'init-failed', moment },
        9,
      );
      const initializer = (): never => {
        throw new RangeError('no start');
      };
      const pool = new Pool({ workers: 1, transport, initializer });
      const code = moment === 'after' ? 'ERR_POOL_INITIALIZER' : 'ERR_POOL_CRASH_LOOP';

      await assert.rejects(
        pool.apply((x: number) => x, [1]),
        { code },
      );

      await assert.rejects(pool.ready(), { code });
      await pool.terminate();
      assert.deepEqual(pool.workers, []);
    });

    subject.it(
      `${moment} 'finalizer-failed' comes from it ends the pool all the same`,
      async () => {
        const blow = { direction: 'from', kind: 'finalizer-failed', moment } as const;
        const transport = new FaultyTransport(name, blow);
        const finalizer = (): never => {
          throw new RangeError('no end');
        };
        const pool = new Pool({ workers: 1, transport, finalizer });
        await pool.ready();

        pool.close();
        await pool.join();

        assert.ok(transport.isSpent, 'the blow was struck');
        assert.deepEqual(pool.workers, []);
      },
    );
  }
});
