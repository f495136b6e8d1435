/** What was sent and cannot be put together again where it arrives. */
import assert from 'node:assert/strict';
import type { PoolOptions } from 'manyhands';
import { assertWhole, overBoth } from './over-both.ts';

/** Puts itself together again in its own way, which may go wrong, on the side that is asked for. */
class Parcel {
  readonly #way: string;
  constructor(way: string) {
    this.#way = way;
  }
  get way(): string {
    return this.#way;
  }
  [Symbol.for('manyhands.serialize')](): unknown {
    return this.#way;
  }
  static [Symbol.for('manyhands.revive')](way: string): Parcel {
    const isInWorker = Reflect.has(globalThis, Symbol.for('manyhands.worker'));
    if (way === 'throws in the worker' && isInWorker) throw new RangeError('not here');
    if (way === 'throws nothing in the worker' && isInWorker) throw undefined;
    if (way === 'exits in the worker' && isInWorker) process.exit(12);
    if (way === 'throws in the program' && !isInWorker) throw new RangeError('not here');
    while (way === 'loops in the worker' && isInWorker);
    return new Parcel(way);
  }
}

const open = (parcel: Parcel): string => parcel.way;
const make = (way: string): Parcel => new Parcel(way);

const kindOf = (value: unknown): unknown => (value instanceof Parcel ? 'Parcel' : value);

async function settle(results: AsyncIterator<unknown>, count: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let i = 0; i < count; i += 1) {
    seen.push(
      await results.next().then(
        ({ value }) => value as unknown,
        () => 'failed',
      ),
    );
  }
  return seen;
}

overBoth('A payload that cannot be put together', (subject) => {
  const options: PoolOptions = { workers: 1, killGrace: 1, classes: [Parcel] };

  subject.it('by the worker fails the task whose argument it is', async () => {
    await using pool = subject.pool(options);

    await assert.rejects(pool.apply(open, [make('throws in the worker')]), /not here/);

    await assertWhole(pool);
  });

  subject.it('by the worker, which throws no error, fails the task all the same', async () => {
    await using pool = subject.pool(options);

    await assert.rejects(pool.apply(open, [make('throws nothing in the worker')]));

    await assertWhole(pool);
  });

  subject.it('by the worker fails no other item of its chunk', async () => {
    await using pool = subject.pool(options);
    const parcels = ['a', 'throws in the worker', 'c'].map(make);

    const results = pool.imap(open, parcels, { chunkSize: 3 });

    assert.deepEqual(await settle(results, 3), ['a', 'failed', 'c']);
    await assertWhole(pool);
  });

  subject.it('without the end of the worker fails the task alone', async () => {
    await using pool = subject.pool(options);

    await assert.rejects(pool.apply(open, [make('exits in the worker')]), {
      code: 'ERR_POOL_WORKER_LOST',
      exitCode: 12,
    });

    await assertWhole(pool);
  });

  subject.it('in finite time fails the task at its timeout', async () => {
    await using pool = subject.pool(options);

    await assert.rejects(pool.apply(open, [make('loops in the worker')], { timeout: 50 }), {
      code: 'ERR_POOL_TASK_TIMEOUT',
    });

    await assertWhole(pool);
  });

  subject.it('by the program fails the task whose result it is', async () => {
    await using pool = subject.pool(options);
    await pool.ready();
    const [worker] = pool.workers;

    await assert.rejects(pool.apply(make, ['throws in the program']), /not here/);

    await assertWhole(pool);
    assert.equal(pool.workers[0]?.id, worker?.id, 'the worker survives');
  });

  subject.it('by the program fails no other item of its chunk', async () => {
    await using pool = subject.pool(options);
    const ways = ['a', 'throws in the program', 'c'];

    const results = pool.imap(make, ways, { chunkSize: 3 });
    const seen = await settle(results, 3);

    assert.deepEqual(seen.map(kindOf), ['Parcel', 'failed', 'Parcel']);
    await assertWhole(pool);
  });

  subject.it('by the program has an outcome beside an item that throws', async () => {
    await using pool = subject.pool(options);
    const makeOrThrow = (way: string): Parcel => {
      if (way === 'fail') throw new RangeError('by itself');
      return new Parcel(way);
    };
    const ways = ['fail', 'a', 'throws in the program', 'fail'];

    const results = pool.imap(makeOrThrow, ways, { chunkSize: 4 });

    await assert.rejects(results.next(), { name: 'RangeError', message: 'by itself' });
    assert.deepEqual((await settle(results, 2)).map(kindOf), ['Parcel', 'failed']);
    await assert.rejects(results.next(), { name: 'RangeError', message: 'by itself' });
    await assertWhole(pool);
  });

  for (const [title, way, error] of [
    ['throws', 'throws in the worker', { code: 'ERR_POOL_INITIALIZER', message: /not here/ }],
    ['exits', 'exits in the worker', { code: 'ERR_POOL_CRASH_LOOP', message: /exit code 12/ }],
  ] as const) {
    subject.it(`by the initializer's worker, which ${title}, fails all work`, async () => {
      await using pool = subject.pool({
        ...options,
        initializer: () => {},
        initArgs: [make(way)],
      });

      await assert.rejects(
        pool.apply(() => 1),
        error,
      );

      await assert.rejects(pool.ready(), error);
    });
  }

  for (const [title, way, error] of [
    ['throws', 'throws in the worker', /not here/],
    ['exits', 'exits in the worker', { code: 'ERR_POOL_WORKER_LOST', exitCode: 12 }],
  ] as const) {
    subject.it(`by the worker, which ${title}, fails the function that captures it`, async () => {
      await using pool = subject.pool(options);
      const parcel = make(way);

      await assert.rejects(
        pool.apply(() => parcel.way),
        error,
      );

      await assertWhole(pool);
    });
  }
});
