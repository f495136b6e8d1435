import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OptionError, perWorker, Pool } from 'manyhands';
import { overAll } from './over-all.js';
import { exportedBox, openExported } from './fixtures/per-worker-exports.js';

/** Cannot be copied, and tells where it was made. */
class Box {
  readonly #pid = process.pid;
  readonly id = Math.random();
  pid(): number {
    return this.#pid;
  }
}

const box = perWorker(() => new Box());
const readId = (): number => box().id;

let calls = 0;
const countUp = perWorker(() => (calls += 1));

describe('perWorker, at home', () => {
  it('makes its value at the first call, and once', () => {
    assert.equal(calls, 0);

    assert.deepEqual([countUp(), countUp(), calls], [1, 1, 1]);
  });

  it('keeps a promise, but not one that rejects', async () => {
    let attempts = 0;
    const flaky = perWorker(async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('not yet');
      return attempts;
    });

    await assert.rejects(flaky(), /not yet/);
    const kept = flaky();

    assert.equal(await kept, 2);
    assert.equal(flaky(), kept);
  });

  it('does not keep what its function throws', () => {
    let attempts = 0;
    const flaky = perWorker(() => {
      attempts += 1;
      if (attempts === 1) throw new Error('not yet');
      return attempts;
    });

    assert.throws(flaky, /not yet/);
    assert.equal(flaky(), 2);
  });

  it('keeps undefined, and calls no `then` of an object that is no promise', () => {
    let made = 0;
    const nothing = perWorker(() => void (made += 1));
    const query = { then: () => assert.fail('this would run the query') };

    nothing();
    nothing();

    assert.equal(made, 1);
    assert.equal(perWorker(() => query)(), query);
  });

  it('refuses what is no function', () => {
    assert.throws(() => perWorker(new Box() as never), OptionError);
  });
});

overAll('perWorker', (makePool) => {
  it('travels as its factory, used at home before or not', async () => {
    await using pool = makePool(1);
    const fresh = perWorker(() => new Box());
    const used = perWorker(() => new Box());
    used();

    const seen = await pool.apply(() => [fresh().pid(), used().pid()]);

    assert.deepEqual(seen, [pool.workers[0]?.pid, pool.workers[0]?.pid]);
  });

  it('is one value in each worker, for all functions that capture it', async () => {
    await using pool = makePool(1);
    const nested = { deep: [box] };

    const ids = [
      await pool.apply(readId),
      await pool.apply(() => box().id),
      await pool.apply(() => nested.deep[0]?.().id),
      ...(await pool.map(() => box().id, [1, 2])),
    ];

    assert.equal(new Set(ids).size, 1);
  });

  it('may be async', async () => {
    await using pool = makePool(1);
    const slow = perWorker(async () => await Promise.resolve(new Box()));

    const ids = await pool.map(async () => (await slow()).id, [1, 2, 3]);

    assert.equal(new Set(ids).size, 1);
  });

  it('tries again in a worker after a rejection', async () => {
    await using pool = makePool(1);
    const state = { attempts: 0 };
    const flaky = perWorker(async () => {
      state.attempts += 1;
      if (state.attempts === 1) throw new Error('not yet');
      return state.attempts;
    });
    const task = (): Promise<number> => flaky();

    await assert.rejects(pool.apply(task), /not yet/);
    assert.deepEqual([await pool.apply(task), await pool.apply(task)], [2, 2]);
  });

  it('is itself a function that a pool takes', async () => {
    await using pool = makePool(1);

    assert.equal(await pool.apply(perWorker(() => 6 * 7)), 42);
  });

  it('captures in its factory what any function may', async () => {
    await using pool = makePool(1);
    const size = 3;
    const inner = perWorker(() => ({ size, id: Math.random() }));
    const outer = perWorker(() => ({ inner: inner(), again: inner() }));

    const seen = await pool.apply(() => [outer().inner === inner(), outer().again.size]);

    assert.deepEqual(seen, [true, 3]);
  });

  it('is exported, and then one value for those who import it and those who capture it', async () => {
    await using pool = makePool(1);

    const ids = [await pool.apply(openExported), await pool.apply(() => exportedBox().id)];

    assert.equal(new Set(ids).size, 1);
  });

  it('is known by its mark, whichever copy of the package made it', async () => {
    await using pool = makePool(1);
    const mark = { id: `another copy.${Math.random()}`, make: () => 'made there' };
    const getter = (): string => 'made here';
    const other = Object.defineProperty(getter, Symbol.for('manyhands.perWorker'), { value: mark });

    const isHere = pool.options.transport.name === 'inline';
    assert.equal(await pool.apply(() => other()), isHere ? 'made here' : 'made there');
  });

  it('travels on to a pool inside a worker', async () => {
    await using pool = makePool(1);
    const [here, there] = await pool
      .apply(async () => {
        const inner = new Pool(1);
        try {
          return [box().pid(), await inner.apply(() => box().pid()), inner.workers[0]?.pid];
        } finally {
          await inner.terminate();
        }
      })
      .then(([own, inner, innerPid]) => [own === pool.workers[0]?.pid, inner === innerPid]);

    assert.deepEqual([here, there], [true, true]);
  });
});

describe('perWorker, as an argument', () => {
  it('is refused, as all functions are', async () => {
    await using pool = new Pool(1);

    await assert.rejects(
      pool.apply((get: () => Box) => get().id, [box]),
      {
        code: 'ERR_POOL_NOT_SENDABLE',
        message: /code cannot travel inside data/,
      },
    );
  });

  it('is one value per worker, not per pool', async () => {
    await using pool = new Pool(2);
    const task = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return box().id;
    };

    const ids = await pool.map(task, Array.from({ length: 8 }), { chunkSize: 1 });

    assert.ok(new Set(ids).size <= 2);
  });
});
