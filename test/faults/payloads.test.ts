/** Payloads that arrive and cannot be deserialized. */
import assert from 'node:assert/strict';
import type { PoolOptions } from 'manyhands';
import { assertWhole, overBoth } from './over-both.ts';

/** Has serialization of its own, whose reviving fails in the mode and on the side that it is told. */
class Revived {
  readonly #mode: string;
  constructor(mode: string) {
    this.#mode = mode;
  }
  get mode(): string {
    return this.#mode;
  }
  [Symbol.for('manyhands.serialize')](): unknown {
    return this.#mode;
  }
  static [Symbol.for('manyhands.revive')](mode: string): Revived {
    const isInWorker = Reflect.has(globalThis, Symbol.for('manyhands.worker'));
    if (mode === 'throws in the worker' && isInWorker) throw new RangeError('not here');
    if (mode === 'throws nothing in the worker' && isInWorker) throw undefined;
    if (mode === 'exits in the worker' && isInWorker) process.exit(12);
    if (mode === 'throws in the program' && !isInWorker) throw new RangeError('not here');
    while (mode === 'loops in the worker' && isInWorker);
    return new Revived(mode);
  }
}

const open = (revived: Revived): string => revived.mode;
const make = (mode: string): Revived => new Revived(mode);

const kindOf = (value: unknown): unknown => (value instanceof Revived ? 'Revived' : value);

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

overBoth('A payload that cannot be deserialized', (subject) => {
  const options: PoolOptions = { workers: 1, killGrace: 1, classes: [Revived] };

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
    const values = ['a', 'throws in the worker', 'c'].map(make);

    const results = pool.imap(open, values, { chunkSize: 3 });

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
    const modes = ['a', 'throws in the program', 'c'];

    const results = pool.imap(make, modes, { chunkSize: 3 });
    const seen = await settle(results, 3);

    assert.deepEqual(seen.map(kindOf), ['Revived', 'failed', 'Revived']);
    await assertWhole(pool);
  });

  subject.it('by the program has an outcome beside an item that throws', async () => {
    await using pool = subject.pool(options);
    const makeOrThrow = (mode: string): Revived => {
      if (mode === 'fail') throw new RangeError('by itself');
      return new Revived(mode);
    };
    const modes = ['fail', 'a', 'throws in the program', 'fail'];

    const results = pool.imap(makeOrThrow, modes, { chunkSize: 4 });

    await assert.rejects(results.next(), { name: 'RangeError', message: 'by itself' });
    assert.deepEqual((await settle(results, 2)).map(kindOf), ['Revived', 'failed']);
    await assert.rejects(results.next(), { name: 'RangeError', message: 'by itself' });
    await assertWhole(pool);
  });

  for (const [title, mode, error] of [
    ['throws', 'throws in the worker', { code: 'ERR_POOL_INITIALIZER', message: /not here/ }],
    ['exits', 'exits in the worker', { code: 'ERR_POOL_CRASH_LOOP', message: /exit code 12/ }],
  ] as const) {
    subject.it(`by the initializer's worker, which ${title}, fails all work`, async () => {
      await using pool = subject.pool({
        ...options,
        initializer: () => {},
        initArgs: [make(mode)],
      });

      await assert.rejects(
        pool.apply(() => 1),
        error,
      );

      await assert.rejects(pool.ready(), error);
    });
  }

  for (const [title, mode, error] of [
    ['throws', 'throws in the worker', /not here/],
    ['exits', 'exits in the worker', { code: 'ERR_POOL_WORKER_LOST', exitCode: 12 }],
  ] as const) {
    subject.it(`by the worker, which ${title}, fails the function that captures it`, async () => {
      await using pool = subject.pool(options);
      const revived = make(mode);

      await assert.rejects(
        pool.apply(() => revived.mode),
        error,
      );

      await assertWhole(pool);
    });
  }
});
