/** `cancelPending` and `close({ pending: 'drop' })`: what runs is finished, what has not started rejects. */
import assert from 'node:assert/strict';
import { type AsyncResult, OptionError, PoolTerminatedError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { identity, noteAndWait, square } from '../conformance/tasks.ts';
import { at, listOf } from './holding.ts';

const REASON = new Error('not wanted');

export function cancelling(subject: Subject): void {
  const one = subject.shared(1);

  subject.it('lets what runs finish, and rejects what waits with the reason', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const [first, ...others] = ['a', 'b', 'c'].map((name) =>
      pool.applyAsync(noteAndWait, at(stage, name)),
    );
    await stage.reaches(1);

    assert.equal(pool.cancelPending(REASON), 2);
    stage.open();

    assert.equal(await first, 'a');
    for (const other of others) await assert.rejects(other.get(), REASON);
    assert.deepEqual(stage.lines, ['a']);
    const { done, cancelled, queued } = pool.stats().tasks;
    assert.deepEqual([done, cancelled, queued], [1, 2, 0]);
    assert.equal(await pool.apply(square, [3]), 9);
  });

  subject.it('takes back what lies in the hands of a worker', async () => {
    using stage = new Stage();
    const pool = one();
    await pool.map(identity, [1, 2, 3], { chunkSize: 1 }); // proved quick: many are sent ahead from now on
    const first = pool.applyAsync(noteAndWait, at(stage, 'a'));
    const quick = Array.from({ length: 50 }, (_, i) => pool.applyAsync(identity, [i]));
    await stage.reaches(1);

    assert.equal(pool.cancelPending(REASON), 50);
    stage.open();

    assert.equal(await first, 'a');
    for (const call of quick) await assert.rejects(call.get(), REASON);
  });

  subject.it('rejects a map of which some has started, whole', async () => {
    using stage = new Stage();
    const pool = one();
    const names = ['a', 'b', 'c'].map((name) => at(stage, name));
    const map = pool.starmapAsync(noteAndWait, names, { chunkSize: 1 });
    await stage.reaches(1);

    assert.equal(pool.cancelPending(), 2);

    await assert.rejects(map.get(), { name: 'AbortError' });
    stage.open();
    await pool.drained();
    assert.deepEqual(stage.lines, ['a']);
  });

  subject.it('leaves alone what has been started whole', async () => {
    using stage = new Stage();
    const pool = one();
    const map = pool.starmap(noteAndWait, [at(stage, 'a'), at(stage, 'b')], { chunkSize: 2 });
    await stage.reaches(1);

    assert.equal(pool.cancelPending(REASON), 0);
    stage.open();

    assert.deepEqual(await map, ['a', 'b']);
  });

  subject.it('ends an iterator with the reason, after what is there', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const endless = function* (): Generator<number> {
      for (let i = 0; ; i += 1) yield i;
    };
    const squares = pool.imap(square, endless());
    assert.equal((await squares.next()).value, 0);
    const chain = pool.from(endless()).map(square).sum();
    const held = pool.apply(noteAndWait, at(stage, 'a'));
    await stage.reaches(1);

    pool.cancelPending(REASON);
    stage.open();

    await assert.rejects(listOf(squares), REASON);
    await assert.rejects(chain, REASON);
    assert.equal(await held, 'a');
  });

  subject.it('rejects a map whose items are still being read', async () => {
    const pool = one();
    const never = (async function* (): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => {});
    })();
    const map = pool.mapAsync(square, never);

    assert.equal(pool.cancelPending(REASON), 0);

    await assert.rejects(map.get(), REASON);
  });

  subject.it('closes at once with { pending: drop }: what runs is finished', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const calls = ['a', 'b'].map((name) => pool.applyAsync(noteAndWait, at(stage, name)));
    await stage.reaches(1);

    pool.close({ pending: 'drop' });

    await assert.rejects(pool.join({ timeout: 5 }), { code: 'ERR_POOL_TIMEOUT' });
    stage.open();
    await pool.join();
    assert.equal(await calls[0], 'a');
    await assert.rejects(resultOf(calls, 1), PoolTerminatedError);
    await assert.rejects(pool.apply(square, [1]), { code: 'ERR_POOL_STATE' });
  });

  subject.it('drops what waits of a pool that was closed before', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const calls = ['a', 'b'].map((name) => pool.applyAsync(noteAndWait, at(stage, name)));
    await stage.reaches(1);
    pool.close();

    pool.close({ pending: 'drop' });
    stage.open();

    await assert.rejects(resultOf(calls, 1), PoolTerminatedError);
    await pool.join();
  });

  subject.itWith('kill', 'ends in time with join, then terminate', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const calls = ['a', 'b'].map((name) => pool.applyAsync(noteAndWait, at(stage, name)));
    await stage.reaches(1);

    pool.close({ pending: 'drop' });
    await pool.join({ timeout: 20 }).catch(async () => await pool.terminate());

    for (const call of calls) await assert.rejects(call.get(), PoolTerminatedError);
    assert.deepEqual(pool.workers, []);
  });

  subject.it('refuses to close in a way that there is not', async () => {
    await using pool = subject.pool(1);

    assert.throws(() => pool.close({ pending: 'burn' as 'drop' }), OptionError);
    assert.throws(() => pool.close({ penning: 'drop' } as object), OptionError);
    assert.equal(pool.state, 'running');
  });
}

async function resultOf<T>(calls: readonly AsyncResult<T>[], at: number): Promise<T> {
  const call = calls[at];
  assert.ok(call !== undefined);
  return await call.get();
}
