/** AsyncResult: a result that has not come yet, looked at, waited for, and read as often as one likes. */
import assert from 'node:assert/strict';
import { AsyncResult } from 'manyhands';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { fail, identity, noteAndWait, square } from './tasks.ts';

const never = new Promise(() => {});

/** All that waits for a promise. */
const LOOKS: Record<string, (result: AsyncResult<unknown>) => Promise<unknown>> = {
  await: async (result) => {
    const value = await result;
    return value;
  },
  return: async (result) => result,
  get: (result) => result.get(),
  'get with a limit': (result) => result.get(60_000),
  then: (result) => result.then((value) => value),
  catch: (result) => result.catch((error: unknown) => Promise.reject(error)),
  finally: (result) => result.finally(() => {}),
  'Promise.resolve': (result) => Promise.resolve(result),
  'Promise.all': (result) => Promise.all([1, result]),
  'Promise.race': (result) => Promise.race([result, never]),
  'Promise.any': (result) =>
    Promise.any([result, result]).catch((error: AggregateError) => Promise.reject(error.errors[0])),
  'new Promise': (result) => new Promise((resolve) => resolve(result)),
  'for await': async (result) => {
    for await (const value of [result]) return value;
    return undefined;
  },
  yield: async (result) => {
    async function* one(): AsyncGenerator {
      yield result;
    }
    return await one().next();
  },
};

export function asyncResult(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  subject.it('is not ready until the result is there', async () => {
    using stage = new Stage();
    const pool = one();
    const result = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 1]);

    assert.equal(result.ready(), false);
    stage.open();
    await result.wait();

    assert.deepEqual([result.ready(), result.successful()], [true, true]);
  });

  subject.it('cannot say whether it was successful before it is ready', async () => {
    using stage = new Stage();
    const pool = one();
    const result = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 1]);

    assert.throws(() => result.successful(), { code: 'ERR_POOL_STATE', message: /not ready/ });
    stage.open();
    await result;
  });

  subject.it('says that it was not successful when the task threw', async () => {
    const pool = one();
    const result = pool.applyAsync(fail, ['no']);

    await result.wait();

    assert.deepEqual([result.ready(), result.successful()], [true, false]);
  });

  for (const timeout of [5, 0, -1]) {
    subject.it(`gives up get after ${timeout} ms while the work goes on`, async () => {
      using stage = new Stage();
      const pool = one();
      const result = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'late']);

      await assert.rejects(result.get(timeout), { name: 'TimeoutError', code: 'ERR_POOL_TIMEOUT' });
      stage.open();

      assert.equal(await result.get(), 'late');
      assert.equal(await result.get(timeout), 'late');
    });
  }

  subject.it('returns nothing from wait, in time or not', async () => {
    using stage = new Stage();
    const pool = one();
    const result = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'value']);

    assert.equal(await result.wait(0), undefined);
    assert.equal(await result.wait(1), undefined);
    assert.equal(result.ready(), false);
    stage.open();

    assert.equal(await result.wait(60_000), undefined);
    assert.equal(result.ready(), true);
  });

  subject.it('gives the same value each time', async () => {
    const pool = one();
    const result = pool.mapAsync(identity, [{ a: 1 }]);

    const values = await Promise.all([result.get(), result.get(), result]);

    assert.ok(values.every((value) => value === values[0]));
  });

  subject.it('throws the same error each time', async () => {
    const pool = one();
    const result = pool.applyAsync(fail, ['once']);

    const errors = await Promise.all(
      [1, 2, 3].map(() => result.get().catch((error: unknown) => error)),
    );

    assert.ok(errors[0] instanceof Error);
    assert.ok(errors.every((error) => error === errors[0]));
  });

  subject.it('can be awaited, and used where a promise is', async () => {
    const pool = one();

    assert.equal(await pool.applyAsync(square, [3]), 9);
    assert.deepEqual(await Promise.all([1, 2].map((x) => pool.applyAsync(square, [x]))), [1, 4]);
    assert.equal(await pool.applyAsync(fail, ['x']).then(null, String), 'Error: x');
  });

  subject.it('is a promise, and is taken for one without another around it', async () => {
    const pool = one();
    const result = pool.applyAsync(square, [3]);

    assert.ok(result instanceof Promise);
    assert.ok(result instanceof AsyncResult);
    assert.equal(Promise.resolve(result), result);
    const then = result.then((value) => value + 1);
    assert.equal(Object.getPrototypeOf(then), Promise.prototype);
    assert.equal(await then, 10);
  });

  for (const [way, look] of Object.entries(LOOKS)) {
    subject.it(`tells its failure to whoever looks at it before and after: ${way}`, async () => {
      const pool = one();
      const failure = { name: 'Error', message: 'no' };

      await assert.rejects(look(pool.applyAsync(fail, ['no'])), failure);

      const result = pool.applyAsync(fail, ['no']);
      await result.wait();
      await new Promise(setImmediate); // by now an unhandled rejection would have been told
      await assert.rejects(look(result), failure);
    });
  }

  subject.it('serves everybody who waits', async () => {
    using stage = new Stage();
    const pool = one();
    const result = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 1]);
    const waiting = [result.get(), result.get(60_000), result.then((value) => value)];

    stage.open();

    assert.deepEqual(await Promise.all(waiting), [1, 1, 1]);
  });

  subject.it('counts the items that are done', async () => {
    using stage = new Stage();
    const pool = one();
    const result = pool.mapAsync(square, [1, 2, 3, 4], { chunkSize: 2 });
    const held = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 1]);

    await result;
    const progress = [result.progress, held.progress];
    stage.open();
    await held;

    assert.deepEqual(progress, [
      { done: 4, total: 4 },
      { done: 0, total: 1 },
    ]);
    assert.deepEqual(held.progress, { done: 1, total: 1 });
  });

  subject.it('reports progress in items, last of all that everything is done', async () => {
    const pool = two();
    const reports: unknown[] = [];

    await pool.map(square, [1, 2, 3, 4, 5], {
      chunkSize: 2,
      onProgress: (progress) => reports.push(progress),
    });

    assert.equal(reports.length, 3);
    assert.deepEqual(reports.at(-1), { done: 5, total: 5 });
  });

  subject.it('fails the call whose onProgress throws, and no other', async () => {
    const pool = one();
    const mine = new Error('progress');
    const failing = pool.mapAsync(square, [1, 2], {
      onProgress: () => {
        throw mine;
      },
    });

    await assert.rejects(failing.get(), (error) => error === mine);
    assert.deepEqual(await pool.map(square, [1, 2]), [1, 4]);
  });
}
