/** `signal` and `cancel`: a call is cancelled, whatever it is doing, and no other call is affected. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { note, noteAndSpin, noteAndWait, square } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { naturals, Observed, range, Stalling } from './observed.ts';
import { readAll } from './reading.ts';

const REASON = { because: 'we changed our mind' };

export function cancellation(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  subject.it(
    'rejects at once, reading nothing, if the signal has been aborted before',
    async () => {
      using stage = new Stage();
      const pool = one();
      const signal = AbortSignal.abort(REASON);
      const sources = [new Observed([1]), new Observed([1]), new Observed([1])] as const;

      const calls = [
        pool.apply(note, [stage.log, 'ran'], { signal }),
        pool.map(square, sources[0].sync(), { signal }),
        pool.map(square, sources[1].async(), { signal }),
        pool.imap(square, sources[2].sync(), { signal }).next(),
      ];

      for (const call of calls) await assert.rejects(call, (error) => error === REASON);
      await pool.apply(square, [1]);
      assert.deepEqual(stage.lines, []);
      assert.deepEqual(
        sources.map(({ pulled }) => pulled),
        [0, 0, 0],
      );
    },
  );

  subject.it('drops a call that is queued', async () => {
    using stage = new Stage();
    const pool = one();
    const running = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'running']);
    await stage.reaches(1);
    const controller = new AbortController();
    const queued = pool.apply(note, [stage.log, 'queued'], { signal: controller.signal });

    controller.abort(REASON);
    await assert.rejects(queued, (error) => error === REASON);
    stage.open();

    assert.equal(await running, 'running');
    await pool.apply(square, [1]);
    assert.deepEqual(stage.lines, ['running']);
  });

  subject.itWith('kill', 'ends a worker that runs a task of it, and replaces it', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const controller = new AbortController();
    const { signal } = controller;
    const running = pool.apply(noteAndSpin, [stage.log, 'spinning'], { signal });
    await stage.reaches(1);

    controller.abort(REASON);

    await assert.rejects(running, (error) => error === REASON);
    assert.equal(await pool.apply(square, [5]), 25);
  });

  subject.itWith(
    'kill',
    'runs once what others had behind it in the hands of its worker',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool(1);
      await pool.starmap(
        note,
        range(50).map(() => [stage.log, 'warm'] as const),
        { chunkSize: 1 },
      );
      const spinning = pool.applyAsync(noteAndSpin, [stage.log, 'spinning']);
      const others = range(10).map((n) => pool.applyAsync(note, [stage.log, `other ${n}`]));
      await until('the task to spin', () => stage.lines.includes('spinning'));

      spinning.cancel(REASON);
      await Promise.all(others);

      await assert.rejects(spinning.get(), (error) => error === REASON);
      const own = stage.lines.filter((line) => line !== 'warm');
      assert.deepEqual(own, ['spinning', ...range(10).map((n) => `other ${n}`)]);
    },
  );

  subject.it('lets other calls go on where they are', async () => {
    using stage = new Stage();
    await using pool = subject.pool(2);
    const other = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'other']);
    const cancelled = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'cancelled']);
    await stage.reaches(2);

    cancelled.cancel(REASON);
    await assert.rejects(cancelled.get(), (error) => error === REASON);
    stage.open();

    assert.equal(await other, 'other');
    assert.deepEqual(stage.lines.sort(), ['cancelled', 'other']);
  });

  subject.it('ends an iteration with the reason, and closes its source', async () => {
    await using pool = subject.pool(1);
    const controller = new AbortController();
    const source = new Observed(naturals());
    const results = pool.imap(square, source.sync(), { signal: controller.signal });
    await results.next();

    controller.abort(REASON);

    await assert.rejects(results.next(), (error) => error === REASON);
    assert.deepEqual(await results.next(), { done: true, value: undefined });
    assert.equal(source.closed, 1);
  });

  subject.it('wakes a reader who waits for a source', async () => {
    const pool = one();
    const controller = new AbortController();
    const source = new Stalling<number>([]);
    const waiting = pool.imap(square, source, { signal: controller.signal }).next();

    controller.abort(REASON);

    await assert.rejects(waiting, (error) => error === REASON);
    assert.equal(source.returned, 1);
  });

  subject.it('closes the source of a map that is still being read', async () => {
    const pool = one();
    const source = new Stalling([1, 2, 3]);
    const result = pool.mapAsync(square, source);

    result.cancel(REASON);

    await assert.rejects(result.get(), (error) => error === REASON);
    assert.equal(source.returned, 1);
  });

  subject.it(
    'rejects with an AbortError without a reason, as an AbortController does',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool(1);
      const result = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'late']);

      result.cancel();
      stage.open();

      await assert.rejects(result.get(), (error) => {
        assert.ok(error instanceof DOMException && error.name === 'AbortError');
        return true;
      });
    },
  );

  subject.it('changes nothing once there is an outcome', async () => {
    const pool = one();
    const controller = new AbortController();
    const { signal } = controller;
    const result = pool.applyAsync(square, [3], { signal });
    const results = pool.imap(square, [1, 2], { signal, bufferSize: 3 });
    await result;
    await until('both results', () => results.progress.done === 2);

    result.cancel(REASON);
    controller.abort(REASON);

    assert.equal(await result, 9);
    assert.deepEqual(await readAll(results), [1, 4]);
  });

  subject.it('leaves no listener on the signal, and never more than one', async () => {
    const pool = two();
    const { signal } = new AbortController();
    const listeners = (): number => getEventListeners(signal, 'abort').length;

    const calls = range(500).map((n) => pool.applyAsync(square, [n], { signal }));
    const results = pool.imap(square, range(10), { signal });
    const during = listeners();
    await Promise.all(calls);
    await readAll(results);
    await assert.rejects(pool.map(throwing, [1], { signal }));
    await pool.imap(square, naturals(), { signal }).return();

    assert.deepEqual([during, listeners()], [1, 0]);
  });

  subject.it('gives up ten thousand calls of one signal at once, and works on', async () => {
    using stage = new Stage();
    const pool = one();
    const held = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'held']);
    await stage.reaches(1);
    const controller = new AbortController();
    const { signal } = controller;
    const calls = range(10_000).map((n) => pool.applyAsync(square, [n], { signal }));

    controller.abort(REASON);
    const outcomes = await Promise.allSettled(calls);
    stage.open();

    assert.ok(
      outcomes.every((outcome) => outcome.status === 'rejected' && outcome.reason === REASON),
    );
    assert.equal(await held, 'held');
    assert.equal(await pool.apply(square, [7]), 49);
  });
}

function throwing(): never {
  throw new Error('thrown');
}
