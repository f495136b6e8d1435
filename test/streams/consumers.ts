/** Several readers of one iterator: each result goes to one of them, and all of them end. */
import assert from 'node:assert/strict';
import { PoolTerminatedError, type ResultIterator, TimeoutError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { identity, noteAndWait, root } from '../conformance/tasks.ts';
import { range, Stalling } from './observed.ts';
import { readAll, readOutcomes } from './reading.ts';

export function consumers(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  for (const method of ['imap', 'imapUnordered'] as const) {
    subject.it(
      `gives each result of ${method} to one of several loops, and ends them all`,
      async () => {
        const pool = two();
        const results = pool[method](identity<number>, range(100));

        const shares = await Promise.all([readAll(results), readAll(results), readAll(results)]);

        assert.deepEqual(
          shares.flat().sort((a, b) => a - b),
          range(100),
        );
      },
    );
  }

  subject.it('serves those who wait in the order in which they asked', async () => {
    const pool = two();
    const results = pool.imap(identity<number>, range(5), { bufferSize: 1 });

    const answers = await Promise.all(range(7).map(async () => await results.next()));

    assert.deepEqual(
      answers.map(({ value }) => value),
      [0, 1, 2, 3, 4, undefined, undefined],
    );
  });

  subject.it('gives an error to one of them; the others read on', async () => {
    const pool = two();
    const results = pool.imap(root, [1, 4, -1, 9, 16]);

    const shares = await Promise.all([readOutcomes(results), readOutcomes(results)]);

    assert.deepEqual(shares.flat().map(String).sort(), [
      '1',
      '2',
      '3',
      '4',
      'RangeError: no root of -1',
    ]);
  });

  subject.it('waits with a limit, and is usable afterwards', async () => {
    using stage = new Stage();
    const pool = one();
    const results = pool.istarmap(noteAndWait, [[stage.log, stage.gate, 'late']]);

    await assert.rejects(results.next(5), (error) => {
      assert.ok(error instanceof TimeoutError);
      assert.match(error.message, /5 ms/);
      return true;
    });
    stage.open();

    assert.deepEqual(await results.next(), { done: false, value: 'late' });
    assert.deepEqual(await results.next(), { done: true, value: undefined });
  });

  subject.it('only looks with a limit of 0', async () => {
    using stage = new Stage();
    const pool = one();
    const results = pool.istarmap(noteAndWait, [[stage.log, stage.gate, 'late']]);

    await assert.rejects(results.next(0), { code: 'ERR_POOL_TIMEOUT' });
    stage.open();
    const value = await firstWithin(results, 0);

    assert.equal(value, 'late');
    assert.deepEqual(await results.next(0), { done: true, value: undefined });
  });

  subject.it('loses no result to a reader that gave up', async () => {
    using stage = new Stage();
    const pool = one();
    const items = range(3).map((n) => [stage.log, stage.gate, n] as const);
    const results = pool.istarmap(noteAndWait<number>, items);
    const impatient = results.next(1);
    const patient = results.next();

    await assert.rejects(impatient, TimeoutError);
    stage.open();

    assert.deepEqual(await patient, { done: false, value: 0 });
    assert.deepEqual(await readAll(results), [1, 2]);
  });

  subject.it('refuses a limit that is no time', async () => {
    const pool = one();
    const results = pool.imap(identity<number>, [1]);

    await assert.rejects(results.next('soon' as never), { code: 'ERR_POOL_OPTION' });

    assert.deepEqual(await readAll(results), [1]);
  });

  subject.it(
    'fails one of those who wait and ends the others when the pool is terminated',
    async () => {
      const pool = subject.pool(1);
      const results = pool.imap(identity<number>, new Stalling<number>([]));
      const waiting = [results.next(), results.next()];

      const settled = Promise.allSettled(waiting);
      await pool.terminate();

      const [first, second] = await settled;
      assert.ok(first?.status === 'rejected' && first.reason instanceof PoolTerminatedError);
      assert.deepEqual(second, { status: 'fulfilled', value: { done: true, value: undefined } });
    },
  );
}

/** Asks until there is something. */
async function firstWithin<T>(results: ResultIterator<T>, limitMs: number): Promise<T | undefined> {
  for (;;) {
    try {
      return (await results.next(limitMs)).value;
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
