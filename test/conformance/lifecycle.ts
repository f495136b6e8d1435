/** running → closed → terminated: what each state allows, and that every shutdown settles. */
import assert from 'node:assert/strict';
import { type Pool, PoolStateError } from 'manyhands';
import { childPids } from '../leaks.ts';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { add, identity, noteAndSpin, noteAndWait, place, square } from './tasks.ts';

export function lifecycle(subject: Subject): void {
  subject.it('is running until it is closed, and closed until it is terminated', async () => {
    await using pool = inTheProgram(subject);
    const states: string[] = [pool.state];

    pool.close();
    states.push(pool.state);
    await pool.terminate();
    states.push(pool.state);

    assert.deepEqual(states, ['running', 'closed', 'terminated']);
  });

  subject.it('lets close and terminate be repeated and mixed', async () => {
    await using pool = inTheProgram(subject);

    pool.close();
    pool.close();
    await Promise.all([pool.terminate(), pool.terminate()]);
    pool.close();
    await pool.terminate();

    assert.equal(pool.state, 'terminated');
  });

  for (const end of ['close', 'terminate'] as const) {
    subject.it(
      `takes no work after ${end}, which it says before it looks at any argument`,
      async () => {
        await using pool = inTheProgram(subject);
        await pool[end]();
        const notRunning = {
          name: 'PoolStateError',
          code: 'ERR_POOL_STATE',
          message: 'Pool not running',
        };
        const [fn, items, options] = [null, 17, { chunkSize: 0 }];

        for (const method of REJECTING) {
          await assert.rejects(
            call(pool, method, fn, items, options) as Promise<unknown>,
            notRunning,
          );
        }
        for (const method of THROWING) {
          assert.throws(() => call(pool, method, fn, items, options), notRunning);
        }
      },
    );
  }

  subject.it('refuses to be joined while it is running', async () => {
    await using pool = inTheProgram(subject);

    await assert.rejects(pool.join(), new PoolStateError('Pool is still running'));
  });

  subject.it('does all submitted work before a join after close settles', async () => {
    using stage = new Stage();
    await using pool = subject.pool(2);
    const held = pool.mapAsync(identity, [1, 2, 3]);
    const gated = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'done']);

    pool.close();
    stage.open();
    await pool.join();

    assert.deepEqual([await held, await gated], [[1, 2, 3], 'done']);
  });

  subject.it(
    'does all submitted work before join settles although workers are replaced',
    async () => {
      await using pool = subject.pool({ workers: 2, maxTasksPerChild: 2 });
      const result = pool.mapAsync(
        square,
        Array.from({ length: 12 }, (_, i) => i),
        { chunkSize: 1 },
      );

      pool.close();
      await pool.join();

      assert.deepEqual(await result, [0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121]);
    },
  );

  subject.it('keeps results readable that nobody had read when it was joined', async () => {
    await using pool = subject.pool();
    const results = [1, 2, 3].map((x) => pool.applyAsync(square, [x]));

    pool.close();
    await pool.join();

    assert.deepEqual(
      results.map((result) => result.ready()),
      [true, true, true],
    );
    assert.deepEqual(await Promise.all(results), [1, 4, 9]);
  });

  subject.it('has no workers after the end', async () => {
    const before = childPids().length;
    await using pool = subject.pool(2);
    await pool.ready();

    pool.close();
    await pool.join();

    assert.deepEqual(pool.workers, []);
    assert.equal(childPids().length, before);
  });

  subject.it('lets join be repeated', async () => {
    await using pool = subject.pool();
    pool.close();

    await Promise.all([pool.join(), pool.join()]);
    await pool.join({ timeout: 1000 });

    assert.deepEqual(pool.workers, []);
  });

  subject.it('gives up a join after its timeout, and still comes to its end', async () => {
    using stage = new Stage();
    await using pool = subject.pool();
    const result = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'late']);
    pool.close();

    await assert.rejects(pool.join({ timeout: 1 }), {
      name: 'TimeoutError',
      code: 'ERR_POOL_TIMEOUT',
    });
    stage.open();
    await pool.join();

    assert.equal(await result, 'late');
  });

  subject.it('refuses a timeout of join that is none', async () => {
    await using pool = inTheProgram(subject);
    pool.close();

    await assert.rejects(pool.join({ timeout: -1 }), {
      code: 'ERR_POOL_OPTION',
      message: /timeout.*-1/,
    });
    await assert.rejects(pool.join({ timeOut: 1 } as never), {
      code: 'ERR_POOL_OPTION',
      message: /timeOut/,
    });
  });

  subject.it('fails pending work with PoolTerminatedError when it is terminated', async () => {
    using stage = new Stage();
    await using pool = subject.pool();
    const running = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 1]);
    const waiting = pool.mapAsync(square, [1, 2, 3]);
    const promised = assert.rejects(pool.apply(add, [1, 2]), { code: 'ERR_POOL_TERMINATED' });
    await stage.reaches(1);

    await pool.terminate();

    const terminated = { name: 'PoolTerminatedError', code: 'ERR_POOL_TERMINATED' };
    await assert.rejects(running.get(), terminated);
    await assert.rejects(waiting.get(), terminated);
    await promised;
  });

  subject.it('keeps the results that had come before it was terminated', async () => {
    await using pool = subject.pool();
    const result = pool.applyAsync(square, [5]);
    await result.wait();

    await pool.terminate();

    assert.equal(await result.get(), 25);
  });

  subject.it('terminates at once with 10,000 sleeping tasks in its queue', async () => {
    using stage = new Stage();
    await using pool = subject.pool(2);
    const items = Array.from({ length: 10_000 }, (_, i) => [stage.log, stage.gate, i] as const);
    const mapped = pool.starmapAsync(noteAndWait, items, { chunkSize: 1 });
    const applied = items.map((item) => pool.applyAsync(noteAndWait, item));
    await stage.reaches(2);

    await pool.terminate();

    assert.equal(mapped.ready(), true);
    assert.equal(
      applied.every((result) => result.ready()),
      true,
    );
    assert.deepEqual(pool.workers, []);
    assert.equal(stage.lines.length, 2);
  });

  subject.it('can be terminated while its workers are starting', async () => {
    const pool = subject.pool({ workers: 3, killGrace: 60_000 });
    const result = pool.applyAsync(square, [2]);

    await pool.terminate();

    await assert.rejects(result.get(), { code: 'ERR_POOL_TERMINATED' });
    assert.deepEqual(pool.workers, []);
  });

  subject.it('rejects a wait for its workers to be ready when it is terminated first', async () => {
    const pool = subject.pool(2);
    const ready = assert.rejects(pool.ready(), { code: 'ERR_POOL_TERMINATED' });

    await pool.terminate();

    await ready;
  });

  subject.itWith('kill', 'terminates workers that are stuck in a loop', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 2, killGrace: 1 });
    const stuck = pool.starmapAsync(
      noteAndSpin,
      [
        [stage.log, 1],
        [stage.log, 2],
      ],
      { chunkSize: 1 },
    );
    await stage.reaches(2);

    await pool.terminate();

    await assert.rejects(stuck.get(), { code: 'ERR_POOL_TERMINATED' });
    assert.deepEqual(pool.workers, []);
  });

  subject.itWith('process', 'insists with SIGKILL where a worker ignores SIGTERM', async () => {
    await using pool = subject.pool({ workers: 1, killGrace: 1 });
    await pool.apply(() => void process.on('SIGTERM', () => {}));

    await pool.terminate();

    assert.deepEqual(pool.workers, []);
  });

  subject.it(
    'terminates at the end of an `await using` block, as the end of `with` does',
    async () => {
      let escaped: ReturnType<Subject['pool']> | undefined;
      {
        await using pool = subject.pool();
        escaped = pool;
        await pool.apply(place);
      }

      assert.equal(escaped.state, 'terminated');
      assert.deepEqual(escaped.workers, []);
    },
  );
}

/** For what a pool says before it comes to its workers. A cluster says it in a way of its own. */
function inTheProgram(subject: Subject): Pool {
  return subject.pool(subject.isCluster ? 1 : { workers: 1, transport: 'inline' });
}

const REJECTING = ['apply', 'map', 'starmap'] as const;
const THROWING = [
  'applyAsync',
  'mapAsync',
  'starmapAsync',
  'imap',
  'imapUnordered',
  'istarmap',
  'istarmapUnordered',
] as const;

type Method = (typeof REJECTING | typeof THROWING)[number];

/** Calls a method as untyped JavaScript would. */
function call(pool: Pool, method: Method, ...args: unknown[]): unknown {
  return (pool[method] as (...args: unknown[]) => unknown).apply(pool, args);
}
