/** `pool.from`: how a chain runs: lazily, in order, to an early end, through failures and losses. */
import assert from 'node:assert/strict';
import { currentWorker, range } from 'manyhands';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { noteAndWait, square } from './tasks.ts';

/** Counts how far it is read, and whether it is closed. */
class Watched implements Iterable<number> {
  read = 0;
  isClosed = false;

  *[Symbol.iterator](): Generator<number> {
    try {
      for (;;) yield this.read++;
    } finally {
      this.isClosed = true;
    }
  }
}

export function chainsRunning(subject: Subject): void {
  subject.it('reads nothing before an end is called', async () => {
    await using pool = subject.pool();
    const source = new Watched();

    pool.from(source).map(square).filter(Boolean);

    assert.deepEqual([source.read, source.isClosed], [0, false]);
  });

  for (const [what, end] of [
    ['find', (items: Watched, pool) => pool.from(items).find((x) => x === 1000)],
    ['some', (items: Watched, pool) => pool.from(items).some((x) => x === 1000)],
    ['every', (items: Watched, pool) => pool.from(items).every((x) => x < 1000)],
  ] as readonly [
    string,
    (items: Watched, pool: ReturnType<Subject['pool']>) => Promise<unknown>,
  ][]) {
    subject.it(`ends early over an endless source: ${what}`, async () => {
      await using pool = subject.pool(2);
      const source = new Watched();

      const result = await end(source, pool);

      assert.equal(result, what === 'find' ? 1000 : what === 'some');
      assert.ok(source.isClosed);
      assert.equal(await pool.apply(square, [3]), 9);
    });
  }

  subject.it(
    'reads only as far ahead as its reader allows, and closes when that leaves',
    async () => {
      await using pool = subject.pool(2);
      const source = new Watched();
      const seen: number[] = [];

      for await (const value of pool.from(source, { bufferSize: 4 }).filter((x) => x % 2 === 0)) {
        seen.push(value);
        // This item, the odd one behind it, what the buffer holds, and one for a reader that waits.
      assert.ok(source.read <= value + 2 + 4 + 1, `${source.read} read at ${value}`);
        if (value === 20) break;
      }

      assert.deepEqual(seen, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
      assert.ok(source.isClosed);
    },
  );

  subject.it('has no more than it may of a source that gives its items later', async () => {
    await using pool = subject.pool(2);
    let given = 0;
    const later = (async function* () {
      for (;;) yield given++;
    })();

    const found = await pool.from(later, { bufferSize: 8 }).find((x) => x === 50);

    assert.equal(found, 50);
    assert.ok(given <= 51 + 8 + 1, `${given} read`);
  });

  subject.it('rejects with the first error, as itself, and closes its source', async () => {
    await using pool = subject.pool(2);
    const source = new Watched();
    const failing = pool.from(source).map((x) => {
      if (x === 100) throw new RangeError('a hundred');
      return x;
    });

    await assert.rejects(failing.count(), (error) => {
      assert.ok(error instanceof RangeError);
      assert.match(String(error.stack), /a hundred[^]*at (?:host|worker)[^]*chains-running/);
      return true;
    });

    assert.ok(source.isClosed);
    assert.equal(await pool.from([1, 2]).sum(), 3);
  });

  subject.it('delivers the values before an error, then the error, then the end', async () => {
    await using pool = subject.pool(1);
    const chain = pool.from(range(5), { chunkSize: 1 }).map((x) => {
      if (x === 3) throw new RangeError('three');
      return x;
    });
    const values = chain[Symbol.asyncIterator]();

    assert.deepEqual([(await values.next()).value, (await values.next()).value], [0, 1]);
    assert.equal((await values.next()).value, 2);
    await assert.rejects(values.next(), { message: 'three' });
    assert.deepEqual(await values.next(), { done: true, value: undefined });
  });

  subject.it('rejects with what its source throws, unless an end comes before', async () => {
    await using pool = subject.pool(2);
    const mine = new Error('no more');
    const broken = function* (): Generator<number> {
      yield* [1, 2, 3];
      throw mine;
    };

    await assert.rejects(pool.from(broken()).sum(), (error) => error === mine);
    assert.equal(await pool.from(broken(), { bufferSize: 1 }).find((x) => x === 2), 2);
  });

  subject.it('rejects for what cannot be sent, and names the function', async () => {
    await using pool = subject.pool();
    const secret = new WeakMap();
    const keep = (x: number): boolean => secret.has(Object(x));

    await assert.rejects(pool.from([1]).map(square).filter(keep).count(), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: /^cannot send 'keep'[^]*captures variable 'secret'/,
    });
    await assert.rejects(
      pool
        .from([1])
        .map(() => () => 1)
        .toArray(),
      {
        code: 'ERR_POOL_NOT_SENDABLE',
      },
    );
  });

  for (const [what, run, complaint] of MISUSE) {
    subject.it(`rejects with a TypeError: ${what}`, async () => {
      await using pool = subject.pool();

      await assert.rejects(run(pool), (error) => {
        assert.ok(error instanceof TypeError, String(error));
        assert.match(error.message, complaint);
        return true;
      });
    });
  }

  subject.it('is cancelled by its signal, before and during', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const reason = new Error('enough');
    const abort = new AbortController();
    const { log, gate } = stage;

    await assert.rejects(
      pool.from([1], { signal: AbortSignal.abort(reason) }).sum(),
      (error) => error === reason,
    );
    const during = pool
      .from([1, 2], { signal: abort.signal })
      .forEach((x) => noteAndWait(log, gate, x));
    await stage.reaches(1);
    abort.abort(reason);

    await assert.rejects(during, (error) => error === reason);
    stage.open();
    assert.equal(await pool.apply(square, [3]), 9);
  });

  subject.it('tells how many items are done', async () => {
    await using pool = subject.pool(2);
    const told: { done: number; total?: number }[] = [];

    await pool
      .from(range(1000), { chunkSize: 100, onProgress: (progress) => told.push(progress) })
      .filter((x) => x < 0)
      .count();

    assert.equal(told.length, 10);
    assert.deepEqual(told.at(-1), { done: 1000, total: 1000 });
  });

  subject.itWith('death', 'loses a call with its worker, if nothing else is said', async () => {
    await using pool = subject.pool(1);
    const dying = pool.from(range(10)).map((x) => (x === 7 ? process.exit(3) : x));

    await assert.rejects(dying.sum(), { code: 'ERR_POOL_WORKER_LOST' });
    assert.equal(await pool.from(range(10)).sum(), 45);
  });

  subject.itWith('death', 'counts each item once, though workers are lost', async () => {
    await using pool = subject.pool(2);
    const dyingOnce = pool.from(range(300), { chunkSize: 25, retries: 1 }).map((x) => {
      if (x % 100 === 99 && currentWorker()?.attempt === 0) process.exit(3);
      return x;
    });

    assert.equal(await dyingOnce.sum(), 44_850);
    assert.equal(await dyingOnce.count(), 300);
    assert.deepEqual(await dyingOnce.toArray(), [...range(300)]);
  });

  subject.it('joins values as they come, if asked to', async () => {
    await using pool = subject.pool(2);
    const unordered = pool.from(range(500), { unordered: true, chunkSize: 7 });

    const values = await unordered.toArray();

    assert.deepEqual(
      values.sort((a, b) => a - b),
      [...range(500)],
    );
    assert.equal(await unordered.sum(), 124_750);
    assert.equal(await unordered.find((x) => x === 499), 499);
  });

  subject.it('refuses what is wrong with a call, in the call', async () => {
    await using pool = subject.pool();

    assert.throws(() => pool.from(5 as never), { code: 'ERR_POOL_OPTION' });
    assert.throws(() => pool.from([], { chunkSize: 0 }), { code: 'ERR_POOL_OPTION' });
    assert.throws(() => pool.from([], { timeout: 5 } as never), /unknown option 'timeout'/);
    assert.throws(() => pool.from([]).map('x' as never), { code: 'ERR_POOL_OPTION' });
    await assert.rejects(pool.from([]).reduce(3 as never), { code: 'ERR_POOL_OPTION' });
    const chain = pool.from([1]);
    await pool.terminate();
    assert.throws(() => pool.from([]), { code: 'ERR_POOL_STATE' });
    await assert.rejects(chain.sum(), { code: 'ERR_POOL_STATE' });
  });
}

const MISUSE: readonly (readonly [
  string,
  (pool: ReturnType<Subject['pool']>) => Promise<unknown>,
  RegExp,
])[] = [
  ['reduces nothing', (pool) => pool.from<number>([]).reduce((a) => a), /without values/],
  ['sums a text', (pool) => pool.from(['a'] as never[]).sum(), /sum adds numbers, and this is "a"/],
  [
    'flattens a text',
    (pool) =>
      pool
        .from(['ab'])
        .flatMap((x) => x as never)
        .toArray(),
    /has to return an array.*"ab"/,
  ],
  [
    'counts by objects',
    (pool) => pool.from([1]).countBy(() => ({}) as never),
    /a key has to be.*an object/,
  ],
  [
    'folds later',
    (pool) =>
      pool.from([1]).fold(
        () => 0,
        (async () => 1) as never,
        (a) => a,
      ),
    /fold returned a promise/,
  ],
  [
    'reduces later',
    (pool) => pool.from([1, 2]).reduce((async () => 1) as never),
    /reduce returned a promise/,
  ],
  [
    'begins groups later',
    (pool) =>
      pool.from([1]).foldBy(
        () => 1,
        async () => 1,
        (a) => a,
        (a) => a,
      ),
    /foldBy returned a promise/,
  ],
];
