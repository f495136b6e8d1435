/** Cancelling, by `cancel()` or by a signal, before, during and after a task; no other call is affected. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { note, noteAndSpin, noteAndWait, square } from './tasks.ts';

export function cancel(subject: Subject): void {
  const one = subject.shared(1);

  subject.it('rejects with the reason at once, or with an AbortError', async () => {
    using stage = new Stage();
    await using pool = subject.pool();
    const mine = new Error('changed my mind');
    const [first, second] = [1, 2].map((i) =>
      pool.applyAsync(noteAndWait, [stage.log, stage.gate, i]),
    );

    first?.cancel(mine);
    second?.cancel();

    await assert.rejects(first?.get() ?? Promise.resolve(), (error) => error === mine);
    await assert.rejects(second?.get() ?? Promise.resolve(), { name: 'AbortError', code: 20 });
  });

  subject.it('removes what is queued: it never runs', async () => {
    using stage = new Stage();
    const pool = one();
    const running = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'running']);
    const queued = pool.starmapAsync(note, [
      [stage.log, 'queued'],
      [stage.log, 'queued'],
    ]);
    const behind = pool.applyAsync(note, [stage.log, 'behind']);
    await stage.reaches(1);

    queued.cancel();
    stage.open();
    await Promise.all([running, behind]);

    await assert.rejects(queued.get(), { name: 'AbortError' });
    assert.deepEqual(stage.lines, ['running', 'behind']);
  });

  subject.itWith(
    'kill',
    'ends the worker that runs the task, and runs its other tasks elsewhere',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool({ workers: 1, killGrace: 1 });
      const stuck = pool.applyAsync(noteAndSpin, [stage.log, 'stuck']);
      const others = [1, 2, 3].map((x) => pool.applyAsync(square, [x]));
      await stage.reaches(1);

      stuck.cancel();

      await assert.rejects(stuck.get(), { name: 'AbortError' });
      assert.deepEqual(await Promise.all(others), [1, 4, 9]);
      assert.deepEqual(
        pool.workers.map(({ id }) => id),
        [2],
      );
    },
  );

  subject.it('changes nothing once there is an outcome', async () => {
    const pool = one();
    const result = pool.applyAsync(square, [3]);
    await result;

    result.cancel();

    assert.equal(await result.get(), 9);
    assert.equal(await pool.apply(square, [4]), 16);
  });

  subject.it(
    'runs nothing, reads nothing, for a signal that has already been aborted',
    async () => {
      using stage = new Stage();
      const pool = one();
      const reason = new Error('too late');
      const options = { signal: AbortSignal.abort(reason) };
      let reads = 0;
      const items = (function* () {
        reads += 1;
        yield [stage.log, 1] as const;
      })();

      await assert.rejects(pool.apply(note, [stage.log, 1], options), (error) => error === reason);
      await assert.rejects(pool.starmap(note, items, options), (error) => error === reason);
      await assert.rejects(pool.mapAsync(square, [1], options).get(), (error) => error === reason);
      await pool.apply(square, [1]);

      assert.deepEqual([stage.lines, reads], [[], 0]);
    },
  );

  subject.it('rejects with the reason of a signal, once for each call that shares it', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const controller = new AbortController();
    const { signal } = controller;
    const calls = [1, 2, 3].map((i) =>
      pool.apply(noteAndWait, [stage.log, stage.gate, i], { signal }),
    );
    const other = pool.apply(square, [5]);

    controller.abort(new Error('stop'));

    const outcomes = await Promise.allSettled(calls);
    assert.ok(
      outcomes.every(
        (outcome) => outcome.status === 'rejected' && outcome.reason === signal.reason,
      ),
    );
    stage.open();
    assert.equal(await other, 25);
  });

  subject.it('leaves no listener on the signal when the call is over', async () => {
    const pool = one();
    const { signal } = new AbortController();

    await Promise.all([1, 2, 3].map((x) => pool.apply(square, [x], { signal })));
    await pool.map(square, [], { signal });
    await assert.rejects(pool.apply(() => Promise.reject(new Error('no')), [], { signal }));

    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  subject.it('shares one listener between all calls of one signal', async () => {
    const pool = one();
    const { signal } = new AbortController();

    const calls = Array.from({ length: 50 }, (_, i) => pool.apply(square, [i], { signal }));
    const { length } = getEventListeners(signal, 'abort');
    await Promise.all(calls);

    assert.equal(length, 1);
  });

  subject.it('tells the error callback of a cancelled call', async () => {
    await using pool = subject.pool();
    const called: unknown[] = [];
    const result = pool.mapAsync(square, [1, 2], { errorCallback: (error) => called.push(error) });

    result.cancel('no more');
    await result.wait();

    assert.deepEqual(called, ['no more']);
  });
}
