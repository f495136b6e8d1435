/** A worker that dies loses the task that it runs, and nothing else. */
import assert from 'node:assert/strict';
import { WorkerLostError } from 'manyhands';
import { until } from '../until.ts';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import {
  exitWith,
  identity,
  killSelf,
  noteAndWait,
  rejectOutside,
  square,
  throwOutside,
} from './tasks.ts';
import { endBy } from '../coverage.ts';

export function loss(subject: Subject): void {
  subject.itWith(
    'death',
    'fails the task that ended its worker with the exit code, and works on',
    async () => {
      await using pool = subject.pool(1);

      await assert.rejects(pool.apply(exitWith, [3]), (error) => {
        assert.ok(error instanceof WorkerLostError);
        assert.deepEqual(
          [error.code, error.exitCode, error.signal],
          ['ERR_POOL_WORKER_LOST', 3, null],
        );
        assert.deepEqual([error.workerId, error.pid > 0], [1, true]);
        assert.match(error.message, /worker 1 \((pid|thread) \d+\).*exit code 3/);
        return true;
      });

      assert.equal(await pool.apply(square, [3]), 9);
      assert.deepEqual(
        pool.workers.map(({ id }) => id),
        [2],
      );
    },
  );

  subject.itWith('death', 'takes an exit in a task for a loss, whatever its code', async () => {
    await using pool = subject.pool(1);

    for (const exitCode of [0, 1, 137])
      await assert.rejects(pool.map(exitWith, [exitCode]), {
        code: 'ERR_POOL_WORKER_LOST',
        exitCode,
      });
  });

  subject.itWith(
    'process',
    'fails the task whose worker was ended by a signal, and names pid and signal',
    async () => {
      await using pool = subject.pool(1);

      for (const signal of ['SIGKILL', 'SIGTERM', 'SIGSEGV'] as const) {
        const pid = await pool.apply(() => process.pid);
        await assert.rejects(pool.apply(killSelf, [signal]), {
          code: 'ERR_POOL_WORKER_LOST',
          ...endBy(signal),
          pid,
        });
      }

      assert.equal(await pool.apply(square, [2]), 4);
    },
  );

  subject.itWith(
    'death',
    'fails the task with the real error when something is thrown outside it',
    async () => {
      await using pool = subject.pool(1);

      await assert.rejects(pool.apply(throwOutside, ['in a timer']), {
        name: 'RangeError',
        message: 'in a timer',
      });
      await assert.rejects(pool.apply(rejectOutside, ['unhandled']), {
        name: 'RangeError',
        message: 'unhandled',
      });

      assert.equal(await pool.apply(square, [2]), 4);
    },
  );

  subject.itWith('death', 'runs what had not started on another worker', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const dying = pool.applyAsync(waitAndExit, [stage.log, stage.gate]);
    const waiting = Array.from({ length: 50 }, (_, i) => pool.applyAsync(square, [i]));
    await stage.reaches(1);

    stage.open();

    await assert.rejects(dying.get(), { code: 'ERR_POOL_WORKER_LOST' });
    assert.deepEqual(
      await Promise.all(waiting),
      Array.from({ length: 50 }, (_, i) => i * i),
    );
  });

  subject.itWith('death', 'harms no other call in flight', async () => {
    using stage = new Stage();
    await using pool = subject.pool(2);
    await pool.ready();
    const other = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'other']);
    await stage.reaches(1);

    await assert.rejects(pool.apply(exitWith, [1]), { code: 'ERR_POOL_WORKER_LOST' });
    stage.open();

    assert.equal(await other, 'other');
  });

  subject.itWith('death', 'keeps a result that had been sent before its worker died', async () => {
    await using pool = subject.pool(1);
    const sent = pool.applyAsync(identity, ['sent']);
    const dying = pool.applyAsync(exitWith, [1]);

    const outcomes = await Promise.allSettled([sent, dying]);

    assert.deepEqual(outcomes[0], { status: 'fulfilled', value: 'sent' });
    assert.equal(outcomes[1].status, 'rejected');
  });

  subject.itWith(
    'process',
    'replaces an idle worker that is killed, and fails nobody',
    async () => {
      await using pool = subject.pool(2);
      await pool.ready();
      const [victim] = pool.workers;

      process.kill(victim?.pid ?? 0, 'SIGKILL');
      await until('a replacement', () => pool.workers.some(({ id }) => id === 3));
      await pool.ready();

      assert.deepEqual(
        pool.workers.map(({ id }) => id),
        [2, 3],
      );
      assert.deepEqual(await pool.map(square, [1, 2, 3]), [1, 4, 9]);
    },
  );

  subject.itWith(
    'death',
    'replaces a worker that dies between tasks, and fails nobody',
    async () => {
      await using pool = subject.pool(1);

      await pool.apply(() => void setTimeout(() => process.exit(1), 0));
      await until('a replacement', () => pool.workers.some(({ id }) => id === 2));

      assert.equal(await pool.apply(square, [4]), 16);
    },
  );

  subject.itWith('death', 'loses no other item when one worker after another dies', async () => {
    await using pool = subject.pool(2);
    const results = Array.from({ length: 25 }, (_, i) => pool.applyAsync(dieAtTens, [i]));

    const outcomes = await Promise.allSettled(results);

    const lost = outcomes.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []));
    assert.deepEqual(lost, [0, 10, 20]);
  });

  subject.itWith('death', 'runs a lost chunk again as often as retries says', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);

    assert.equal(await pool.apply(dieBefore, [stage.log, 3], { retries: 2 }), 'third time');
    await assert.rejects(pool.apply(dieBefore, [stage.log, 6], { retries: 1 }), {
      code: 'ERR_POOL_WORKER_LOST',
    });

    assert.equal(stage.lines.length, 5);
  });

  subject.itWith(
    'death',
    'gives up with CrashLoopError when workers keep dying before they are ready',
    async () => {
      await using pool = subject.pool({ workers: 1, initializer: exitWith, initArgs: [9] });
      const expected = {
        name: 'CrashLoopError',
        code: 'ERR_POOL_CRASH_LOOP',
        message: /exit code 9/,
      };

      await Promise.all([
        assert.rejects(pool.map(square, [1]), expected),
        assert.rejects(pool.ready(), expected),
      ]);

      await assert.rejects(pool.apply(square, [1]), expected);
    },
  );

  subject.itWith(
    'kill',
    'gives up with CrashLoopError when workers do not start in time',
    async () => {
      await using pool = subject.pool({
        workers: 1,
        startTimeout: 1,
        killGrace: 1,
        initializer: () => new Promise(() => {}),
      });

      await assert.rejects(pool.apply(square, [1]), {
        code: 'ERR_POOL_CRASH_LOOP',
        message: /not ready after 1 ms/,
      });
    },
  );

  subject.itWith('process', 'says what a worker wrote to stderr before it died', async () => {
    await using pool = subject.pool(1);
    const lastWords = (): never => {
      process.getBuiltinModule('node:fs').writeSync(2, 'the disk is full\n');
      return process.exit(28);
    };

    await assert.rejects(pool.apply(lastWords), {
      code: 'ERR_POOL_WORKER_LOST',
      message: /last words[^]*the disk is full/,
    });
  });
}

async function waitAndExit(log: string, gate: string): Promise<never> {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, 'begin\n');
  while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
  return process.exit(1);
}

function dieAtTens(i: number): number {
  if (i % 10 === 0) process.exit(1);
  return i;
}

/** Dies until it has been called `times` times. */
function dieBefore(log: string, times: number): string {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, 'run\n');
  if (fs.readFileSync(log, 'utf8').split('\n').length - 1 < times) process.exit(1);
  return 'third time';
}
