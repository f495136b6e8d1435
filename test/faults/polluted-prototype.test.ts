/** `Object.prototype` with something in it that has the name of an option: nothing that we take options for changes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool, ThreadPool } from 'manyhands';
import { failOnLeaks } from '../leaks.ts';
import { assertUnchanged, POLLUTIONS } from './pollutions.ts';

failOnLeaks();

describe('An option is an own property', () => {
  for (const kind of [Pool, ThreadPool]) {
    it(`whatever else the prototype of all objects has, for a ${kind.name}`, async () => {
      await assertUnchanged(kind, POLLUTIONS);
    });
  }

  it('is copied when it is given: what happens to it later changes nothing', async () => {
    const env = { WORD: 'before' };
    const given = { workers: 1, env, execArgv: [] as string[] };
    await using pool = new Pool(given);
    env.WORD = 'after';
    given.execArgv.push('--no-such-option');

    assert.equal(await pool.apply(() => process.env['WORD']), 'before');
  });

  it('is read once', async () => {
    let reads = 0;
    await using pool = new Pool({
      get workers() {
        reads += 1;
        return 1;
      },
    });
    const options = {
      get chunkSize() {
        reads += 1;
        return reads > 2 ? -5 : 1;
      },
    };

    assert.deepEqual(await pool.map((x: number) => x, [1, 2], options), [1, 2]);

    assert.equal(reads, 2);
  });
});

describe('A worker’s environment', () => {
  for (const kind of [Pool, ThreadPool]) {
    it(`has no key to a cluster, unless it was given it: ${kind.name}`, async () => {
      process.env['MANYHANDS_KEY'] = 'a secret of some length';
      try {
        await using pool = new kind(1);
        await using told = new kind({ workers: 1, env: { MANYHANDS_KEY: 'another' } });
        const read = (): string | undefined => process.env['MANYHANDS_KEY'];

        assert.deepEqual([await pool.apply(read), await told.apply(read)], [undefined, 'another']);
      } finally {
        delete process.env['MANYHANDS_KEY'];
      }
    });
  }
});

describe('An array that is nearly all holes', () => {
  const holes = (last?: unknown): unknown[] => {
    const list: unknown[] = [];
    list[2 ** 32 - 2] = last;
    return list;
  };

  for (const kind of [Pool, ThreadPool]) {
    it(`is refused by its name where it would have to be copied: ${kind.name}`, async () => {
      await using pool = new kind(1);
      const identity = (x: unknown): unknown => x;

      for (const call of [
        async () => await pool.map(identity, holes()),
        async () => await pool.apply(identity, holes() as [unknown]),
        async () => await pool.imap(identity, holes()).next(),
        async () => await pool.from(holes()).map(identity).toArray(),
      ])
        await assert.rejects(call, {
          code: 'ERR_POOL_OPTION',
          message:
            /must have at most 134217728 elements, holes included, but it was an array of 4294967295/,
        });
      assert.throws(
        () => new kind({ initializer: identity, initArgs: holes() as [unknown] }),
        /initArgs must have at most/,
      );
    });

    it(`crosses inside of a value, and what cannot is named by its path: ${kind.name}`, async () => {
      await using pool = new kind(1);

      assert.equal(await pool.apply((list: unknown[]) => list.length, [holes(1)]), 2 ** 32 - 1);
      await assert.rejects(
        pool.apply((_: unknown) => 1, [{ a: holes(() => 1) }]),
        {
          code: 'ERR_POOL_NOT_SENDABLE',
          message: /'\[0\]\.a\[4294967294\]' is an anonymous function/,
        },
      );
    });
  }
});

it('An error of many errors, and an object of many keys, cross whole', async () => {
  await using pool = new Pool(1);

  const error = await pool
    .apply(() => {
      throw new AggregateError(
        Array.from({ length: 20_000 }, (_, i) => new Error(String(i))),
        'many',
      );
    })
    .catch((thrown: unknown) => thrown);
  const wide = await pool.apply(
    (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`key${i}`, i])),
    [200_000],
  );

  assert.ok(error instanceof AggregateError);
  assert.equal((error.errors as Error[])[19_999]?.message, '19999');
  assert.equal(Object.keys(wide).length, 200_000);
});
