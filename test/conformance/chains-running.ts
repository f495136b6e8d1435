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
  const one = subject.shared(1);
  const two = subject.shared(2);

  subject.it('reads nothing before an end is called', async () => {
    const pool = one();
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
      const pool = two();
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
      const pool = two();
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
    const pool = two();
    let [given, done, mostAhead] = [0, 0, 0];
    const later = (async function* () {
      for (;;) {
        mostAhead = Math.max(mostAhead, given - done);
        yield given++;
      }
    })();
    const onProgress = (progress: { done: number }): void => {
      done = progress.done; // whichever they are: one worker may be behind while the other goes on
    };

    const found = await pool.from(later, { bufferSize: 8, onProgress }).find((x) => x === 50);

    assert.equal(found, 50);
    assert.ok(mostAhead > 0 && mostAhead <= 8, `${mostAhead} ahead`);
  });

  subject.it('counts items in the statistics, also of chunks that come to nothing', async () => {
    await using pool = subject.pool(2);

    assert.equal(
      await pool
        .from(range(3000), { chunkSize: 100 })
        .filter((x) => x < 0)
        .count(),
      0,
    );
    assert.deepEqual(
      await pool
        .from(range(3000), { chunkSize: 100 })
        .filter((x) => x < 0)
        .toArray(),
      [],
    );

    const { tasks, run } = pool.stats();
    assert.deepEqual([tasks.done, run.count], [6000, 6000]);
  });

  subject.it('rejects with the first error, as itself, and closes its source', async () => {
    const pool = two();
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
    const pool = one();
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
    const pool = two();
    const mine = new Error('no more');
    const broken = function* (): Generator<number> {
      yield* [1, 2, 3];
      throw mine;
    };

    await assert.rejects(pool.from(broken()).sum(), (error) => error === mine);
    assert.equal(await pool.from(broken(), { bufferSize: 1 }).find((x) => x === 2), 2);
  });

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
    const pool = two();
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
    const dyingOnce = pool.from(range(100), { chunkSize: 25, retries: 1 }).map((x) => {
      if (x === 60 && currentWorker()?.attempt === 0) process.exit(3);
      return x;
    });

    assert.equal(await dyingOnce.sum(), 4950);
    assert.equal(await dyingOnce.count(), 100);
    assert.deepEqual(await dyingOnce.toArray(), [...range(100)]);
  });

  subject.it('keeps the classes of items, of values, and of what is joined', async () => {
    class Point {
      readonly x: number;
      constructor(x: number) {
        this.x = x;
      }
      get double(): number {
        return 2 * this.x;
      }
    }
    await using pool = subject.pool({ workers: 1, classes: [Point] });
    const points = pool.from([1, 2, 3].map((x) => new Point(x)));

    const doubled = await points.map((point) => new Point(point.double)).toArray();
    const sum = await points.reduce((a, b) => new Point(a.x + b.x));

    assert.deepEqual(
      doubled.map((point) => point.double),
      [4, 8, 12],
    );
    assert.ok(sum instanceof Point);
    assert.equal(sum.double, 12);
  });

  subject.it('comes to its end without a reader, when its pool is joined', async () => {
    const pool = subject.pool(1);
    const values = pool.from(range(1000), { bufferSize: 3 })[Symbol.asyncIterator]();
    const first = await values.next();

    pool.close();
    await pool.join();
    const rest: number[] = [];
    for await (const value of values) rest.push(value);

    assert.deepEqual([first.value, rest.length, rest.at(-1)], [0, 999, 999]);
  });

  subject.it('joins values as they come, if asked to', async () => {
    const pool = two();
    const unordered = pool.from(range(500), { unordered: true, chunkSize: 7 });

    const values = await unordered.toArray();

    assert.deepEqual(
      values.sort((a, b) => a - b),
      [...range(500)],
    );
    assert.equal(await unordered.sum(), 124_750);
    assert.equal(await unordered.find((x) => x === 499), 499);
  });
}
