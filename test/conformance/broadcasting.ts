/** `pool.broadcast`: once in each worker. */
import assert from 'node:assert/strict';
import { currentWorker, report } from 'manyhands';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { exitWith, fail, note, noteAndWait, recall, remember, square } from './tasks.ts';

const id = (): number | undefined => currentWorker()?.id;

export function broadcasting(subject: Subject): void {
  if (subject.isCluster) {
    subject.it('is refused on a cluster, with the reason', async () => {
      await using pool = subject.pool();

      await assert.rejects(pool.broadcast(id), {
        code: 'ERR_POOL_STATE',
        message: /^broadcast is of no use here: the workers of a cluster/,
      });
    });
    return;
  }

  subject.it('runs once in each worker, those that are starting included', async () => {
    await using pool = subject.pool(2);

    assert.deepEqual(await pool.broadcast(id), [1, 2]);
    assert.deepEqual(await pool.broadcast((x: number) => x * x, [3]), [9, 9]);
    assert.equal(pool.stats().tasks.done, 4);
  });

  subject.it('waits for those that are busy, and gives in the order of ids', async () => {
    using stage = new Stage();
    await using pool = subject.pool(2);
    await pool.ready();
    const busy = pool.apply(noteAndWait, [stage.log, stage.gate, 'busy']);
    await stage.reaches(1);
    let isOver = false;

    const all = pool.broadcast(note, [stage.log, 'here']).finally(() => {
      isOver = true;
    });
    await stage.reaches(2);
    const wasOver = isOver;
    stage.open();

    assert.deepEqual(await all, ['here', 'here']);
    assert.equal(wasOver, false);
    assert.equal(await busy, 'busy');
    assert.deepEqual(stage.lines, ['busy', 'here', 'here']);
  });

  subject.it('reaches workers that have ended because they had nothing to do', async () => {
    await using pool = subject.pool({ workers: 2, idleTimeout: 1 });
    await pool.broadcast(id);
    await pool.apply(square, [1]);

    assert.equal((await pool.broadcast(id)).length, 2);
  });

  subject.itWith(
    'isolation',
    'is run again in workers that come later, before their tasks',
    async () => {
      await using pool = subject.pool({
        workers: 1,
        maxTasksPerChild: 2,
        initializer: () => remember(0),
      });

      await pool.broadcast(remember, ['first'], { replay: true });
      await pool.broadcast(remember, ['second'], { replay: true });
      await pool.broadcast(remember, ['third']);

      const seen = [await pool.apply(recall), await pool.apply(recall), await pool.apply(recall)];
      assert.ok(
        seen.slice(1).every((value) => value === 'second'),
        String(seen),
      );
    },
  );

  subject.itWith('death', 'is run again in the successor of a worker that has died', async () => {
    await using pool = subject.pool(2);
    const isKept = (): boolean => Reflect.get(globalThis, 'kept') === true;
    await pool.broadcast(() => void Reflect.set(globalThis, 'kept', true), [], { replay: true });

    await assert.rejects(pool.apply(exitWith, [1]), { code: 'ERR_POOL_WORKER_LOST' });
    await pool.ready();

    assert.deepEqual(await pool.broadcast(isKept), [true, true]);
  });

  subject.it('rejects with what a worker throws, and is not run again then', async () => {
    await using pool = subject.pool({ workers: 2, maxTasksPerChild: 1 });

    await assert.rejects(pool.broadcast(fail, ['no'], { replay: true }), { message: 'no' });

    assert.deepEqual(await pool.map(square, [1, 2], { chunkSize: 1 }), [1, 4]);
  });

  subject.it('ends when each worker is replaced after every chunk', async () => {
    await using pool = subject.pool({ workers: 2, maxTasksPerChild: 1 });

    const first = await pool.broadcast(id);
    const second = await pool.broadcast(id);

    assert.deepEqual(
      first.map((_, i) => i < 2),
      [true, true],
    );
    assert.equal(second.length, 2);
    assert.ok(second.every((one) => !first.includes(one)));
  });

  subject.it('takes a signal, a timeout and a listener', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1 });
    const reason = new Error('no more');
    const told: unknown[] = [];

    const aborted = pool.broadcast(id, [], { signal: AbortSignal.abort(reason) });
    const heard = pool.broadcast(() => report('hi'), [], { onReport: (value) => told.push(value) });

    await assert.rejects(aborted, (error) => error === reason);
    await heard;
    assert.deepEqual(told, ['hi']);
    const running = new AbortController();
    const options = { signal: running.signal, abortGrace: 1 };
    const late = pool.broadcast(noteAndWait, [stage.log, stage.gate, 'x'], options);
    await stage.reaches(1);
    running.abort(reason);
    await assert.rejects(late, (error) => error === reason);
  });

  subject.it(
    'rejects when the pool ends, for what cannot be sent, and for bad options',
    async () => {
      using stage = new Stage();
      const pool = subject.pool(1);

      await assert.rejects(
        pool.broadcast((x: unknown) => x, [() => 1]),
        {
          code: 'ERR_POOL_NOT_SENDABLE',
        },
      );
      await assert.rejects(pool.broadcast(id, [], { replay: 1 as never }), {
        code: 'ERR_POOL_OPTION',
      });
      await assert.rejects(pool.broadcast(id, [], { retries: 1 } as never), {
        code: 'ERR_POOL_OPTION',
      });
      const running = pool.broadcast(noteAndWait, [stage.log, stage.gate, 1]);
      await stage.reaches(1);
      await Promise.all([
        assert.rejects(running, { code: 'ERR_POOL_TERMINATED' }),
        pool.terminate(),
      ]);
      await assert.rejects(pool.broadcast(id), { code: 'ERR_POOL_STATE' });
    },
  );
}
