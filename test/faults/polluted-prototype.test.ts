/** `Object.prototype` with something in it that has the name of an option: nothing that we take options for changes. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { Pool, range, ThreadPool } from 'manyhands';
import { progressBar } from 'manyhands/progress';
import { Queue } from 'manyhands/shared';
import { failOnLeaks } from '../leaks.ts';

failOnLeaks();

/** What each would do, if it were taken for an option. */
const POLLUTIONS: Readonly<Record<string, unknown>> = {
  workers: 'many',
  initializer: () => {
    throw new Error('not ours');
  },
  initArgs: 5,
  classes: 5,
  remakeConstants: 'x',
  maxTasksPerChild: -1,
  maxMemoryPerChild: -1,
  idleTimeout: 0,
  killGrace: -1,
  startTimeout: 0,
  startRetries: -1,
  env: 5,
  execArgv: ['-r', './there-is-no-such-module.cjs'],
  resourceLimits: { maxOldGenerationSizeMb: 1 },
  maxOldGenerationSizeMb: 8,
  stackSizeMb: 0.1,
  transport: 'nowhere',
  timeout: 0,
  retries: -1,
  transfer: 5,
  onProgress: 5,
  chunkSize: -1,
  bufferSize: -1,
  unordered: 'x',
  callback: 5,
  errorCallback: 5,
  maxSize: -1,
  label: 'not ours',
  total: 1,
  initial: 1,
  MANYHANDS_STDOUT: 'stderr',
  NODE_OPTIONS: '--require ./there-is-no-such-module.cjs',
  cwd: '/there/is/no/such/folder',
  shell: '/there/is/no/such/shell',
  argv0: 'x',
  uid: 12_345,
  eval: true,
};

async function use(kind: typeof Pool | typeof ThreadPool): Promise<unknown[]> {
  const pool = new kind(1);
  try {
    const double = (x: number): number => x * 2;
    const queue = new Queue<number>();
    await queue.put(7);
    const streamed: number[] = [];
    for await (const value of pool.imap(double, [1, 2])) streamed.push(value);
    const results = [
      await pool.apply(double, [4]),
      await pool.map(double, [1, 2, 3], {}),
      await pool.applyAsync(double, [5]).get({}),
      streamed,
      await pool.from(range(10)).map(double).sum(),
      await queue.get(),
    ];
    pool.close();
    await pool.join();
    return results;
  } finally {
    await pool.terminate();
  }
}

describe('An option is an own property', () => {
  for (const kind of [Pool, ThreadPool]) {
    for (const [name, value] of Object.entries(POLLUTIONS)) {
      it(`${name}, for a ${kind.name}`, async () => {
        const bar: string[] = [];
        const stream = new Writable({
          write: (chunk: Buffer, _, done) => {
            bar.push(chunk.toString());
            done();
          },
        });
        Reflect.set(Object.prototype, name, value);
        let results: unknown[];
        try {
          results = await use(kind);
          using drawn = progressBar({ stream });
          drawn.update({ done: 1 });
        } finally {
          Reflect.deleteProperty(Object.prototype, name);
        }

        assert.deepEqual(results, [8, [2, 4, 6], 10, [2, 4], 90, 7]);
        assert.doesNotMatch(bar.join(''), /not ours|\/1/);
      });
    }
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
