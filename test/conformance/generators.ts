/** `pool.stream`, and `imap` with `flat`: tasks of several values, which are read one by one. */
import assert from 'node:assert/strict';
import { move } from 'manyhands';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { square } from './tasks.ts';

function* countTo(n: number): Generator<number> {
  for (let i = 1; i <= n; i += 1) yield i;
}

/** Notes each value before it is yielded, and its end. */
function* noteEach(log: string, n: number): Generator<number> {
  const { appendFileSync } = process.getBuiltinModule('node:fs');
  try {
    for (let i = 1; i <= n; i += 1) {
      appendFileSync(log, `${i}\n`);
      yield i;
    }
  } finally {
    appendFileSync(log, 'closed\n');
  }
}

async function* twice(x: number): AsyncGenerator<number> {
  yield x;
  await new Promise((resolve) => setTimeout(resolve, 1));
  yield -x;
}

async function readAll<T>(results: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of results) all.push(value);
  return all;
}

export function generators(subject: Subject): void {
  if (subject.isCluster) {
    subject.it('are refused on a cluster, with the reason', async () => {
      await using pool = subject.pool();

      assert.throws(() => pool.stream(countTo, [1]), {
        code: 'ERR_POOL_STATE',
        message: /^stream is of no use here: the workers of a cluster/,
      });
      assert.throws(() => pool.imap(countTo, [1], { flat: true }), {
        code: 'ERR_POOL_OPTION',
        message: /^flat: the workers/,
      });
    });
    return;
  }

  const one = subject.shared(1);
  const two = subject.shared(2);

  subject.it('give what they yield, one by one and in order', async () => {
    const pool = two();

    assert.deepEqual(await readAll(pool.stream(countTo, [100])), await readAll(countTo(100)));
    assert.deepEqual(await readAll(pool.stream(twice, [7])), [7, -7]);
    assert.deepEqual(await readAll(pool.stream(countTo, [0])), []);
    assert.deepEqual(await readAll(pool.stream(countTo, [5], { bufferSize: 1 })), [1, 2, 3, 4, 5]);
  });

  subject.it(
    'may be anything that can be iterated step by step; all else is one value',
    async () => {
      const pool = two();
      const step = async (kind: string): Promise<unknown> => {
        if (kind === 'iterator') return new Set([1, 2]).values();
        if (kind === 'stream') return process.getBuiltinModule('node:stream').Readable.from([1, 2]);
        if (kind === 'promises') return [Promise.resolve(1), 2].values();
        return [1, 2];
      };

      for (const kind of ['iterator', 'stream', 'promises'])
        assert.deepEqual(await readAll(pool.stream(step, [kind])), [1, 2], kind);
      assert.deepEqual(await readAll(pool.stream(step, ['list'])), [[1, 2]]);
      assert.deepEqual(await readAll(pool.stream(square, [3])), [9]);
      assert.deepEqual(await readAll(pool.stream(() => undefined)), [undefined]);
    },
  );

  subject.it('are not run further than their reader allows', async () => {
    using stage = new Stage();
    const pool = one();
    const values = pool.stream(noteEach, [stage.log, 1000], { bufferSize: 4 });

    await stage.reaches(4);
    for (let i = 1; i <= 10; i += 1) {
      assert.deepEqual(await values.next(), { done: false, value: i });
      assert.ok(stage.lines.length <= i + 4, `${stage.lines.length} after ${i}`);
    }

    await values.return();
    assert.deepEqual(await readAll(values), []);
    assert.equal(await pool.apply(square, [2]), 4);
    assert.equal(stage.lines.at(-1), 'closed');
    assert.equal(pool.workers[0]?.id, 1, 'its worker is kept');
  });

  subject.it('are closed when their reader leaves, whatever they are at', async () => {
    using stage = new Stage();
    const pool = one();

    for await (const i of pool.stream(noteEach, [stage.log, 1e9])) if (i === 3) break;
    for await (const i of pool.istarmap(noteEach, [[stage.log, 1e9]], { flat: true }))
      if (i === 3) break;

    assert.equal(await pool.apply(square, [2]), 4);
    assert.equal(stage.lines.filter((line) => line === 'closed').length, 2);
    assert.equal(pool.workers[0]?.id, 1);
  });

  subject.it('throw their error behind what they have yielded, at its place', async () => {
    const pool = two();
    function* failAt(n: number) {
      yield* [n, n + 1];
      if (n === 10) throw new RangeError('at ten');
      yield n + 2;
    }

    const alone = pool.stream(failAt, [10]);
    assert.deepEqual(
      [await alone.next(), await alone.next()].map(({ value }) => value),
      [10, 11],
    );
    await assert.rejects(alone.next(), { name: 'RangeError', message: 'at ten' });
    assert.deepEqual(await alone.next(), { done: true, value: undefined });
    const among = pool.imap(failAt, [0, 10, 20], { flat: true });
    const seen: unknown[] = [];
    for (let i = 0; i < 9; i += 1)
      seen.push(
        await among.next().then(
          ({ value }) => value,
          (error: Error) => error.name,
        ),
      );
    assert.deepEqual(seen, [0, 1, 2, 10, 11, 'RangeError', 20, 21, 22]);
    assert.equal((await among.next()).done, true);
  });

  for (const chunkSize of [1, 3, 'auto'] as const) {
    subject.it(
      `come in the order of the items, or of their values: chunks of ${chunkSize}`,
      async () => {
        const pool = two();
        const options = { flat: true, chunkSize } as const;
        const items = Array.from({ length: 20 }, (_, i) => i);

        const inOrder = await readAll(pool.imap(twice, items, options));
        const unordered = await readAll(pool.imapUnordered(twice, items, options));
        const mixed = pool.istarmap(
          (n: number) => (n % 2 === 0 ? n : [n, n].values()),
          items.map((n) => [n] as const),
          options,
        );

        const expected = items.flatMap((x) => [x, -x]);
        assert.deepEqual(inOrder, expected);
        assert.deepEqual(
          unordered.sort((a, b) => a - b),
          expected.sort((a, b) => a - b),
        );
        assert.deepEqual(
          await readAll(mixed),
          items.flatMap((n) => (n % 2 === 0 ? [n] : [n, n])),
        );
      },
    );
  }

  subject.it(
    'all come in order, though later ones wait for the reader of one that is slow',
    async () => {
      const pool = two();
      async function* several(n: number): AsyncGenerator<number> {
        if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 250));
        for (let i = 0; i < 20; i += 1) yield n * 100 + i;
      }
      const items = Array.from({ length: 12 }, (_, n) => n);

      const values = await readAll(pool.imap(several, items, { flat: true, bufferSize: 3 }));

      assert.deepEqual(
        values,
        items.flatMap((n) => Array.from({ length: 20 }, (_, i) => n * 100 + i)),
      );
    },
  );

  subject.it('count as one item each, and say how far they are', async () => {
    await using pool = subject.pool(1);
    const told: unknown[] = [];

    const options = { flat: true, onProgress: (progress: unknown) => told.push(progress) } as const;
    await readAll(pool.imap(twice, [1, 2], options));

    assert.deepEqual(told.at(-1), { done: 2, total: 2 });
    assert.equal(pool.stats().tasks.done, 2);
  });

  subject.it('send values as results are sent, and fail for what cannot be sent', async () => {
    const pool = two();
    function* values(last: unknown) {
      yield move(new Uint8Array([1, 2]));
      yield new Map([[1, new Date(0)]]);
      if (last === 'function') yield () => 1;
    }

    assert.deepEqual(await readAll(pool.stream(values, ['none'])), [
      new Uint8Array([1, 2]),
      new Map([[1, new Date(0)]]),
    ]);
    await assert.rejects(readAll(pool.stream(values, ['function'])), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: /^cannot send a value of 'values' to the caller/,
    });
  });

  subject.it('take a timeout, which the time of their reader does not use up', async () => {
    const pool = one();
    const values = pool.stream(countTo, [6], { timeout: 300, bufferSize: 1 });

    const seen: unknown[] = [];
    for await (const value of values) {
      seen.push(value);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }

    assert.deepEqual(seen, [1, 2, 3, 4, 5, 6]);
    assert.equal(pool.workers[0]?.id, 1);
  });

  subject.it('that run for too long throw behind what they have yielded', async () => {
    await using pool = subject.pool(1);
    async function* stall() {
      yield 1;
      await new Promise(() => {});
    }

    const values = pool.stream(stall, [], { timeout: 100, abortGrace: 1 });

    assert.deepEqual(await values.next(), { done: false, value: 1 });
    await assert.rejects(values.next(), { code: 'ERR_POOL_TASK_TIMEOUT' });
  });

  subject.it('are closed when the call is cancelled, and when the pool ends', async () => {
    using stage = new Stage();
    const pool = subject.pool(1);
    const controller = new AbortController();
    const { signal } = controller;
    const cancelled = pool.stream(noteEach, [stage.log, 1e9], { signal });
    await cancelled.next();

    controller.abort(new Error('gone'));

    await assert.rejects(cancelled.next(), { message: 'gone' });
    assert.equal(await pool.apply(square, [2]), 4);
    const open = pool.stream(noteEach, [stage.log, 1e9], { bufferSize: 2 });
    await open.next();
    await pool.terminate();
    const rest: unknown[] = [];
    await assert.rejects(
      async () => {
        for await (const value of open) rest.push(value);
      },
      { code: 'ERR_POOL_TERMINATED' },
    );
    assert.ok(rest.length <= 2);
    assert.equal(stage.lines.filter((line) => line === 'closed').length, 2);
  });

  subject.it('are read to their end by join, whether anybody reads or not', async () => {
    const pool = subject.pool(1);
    const values = pool.stream(countTo, [500], { bufferSize: 2 });

    pool.close();
    await pool.join();

    assert.equal((await readAll(values)).length, 500);
  });

  subject.it('refuse what is wrong with a call, in the call', async () => {
    const pool = two();

    assert.throws(() => pool.stream(countTo, [1], { bufferSize: 0 }), { code: 'ERR_POOL_OPTION' });
    assert.throws(() => pool.stream(countTo, [1], { chunkSize: 2 } as never), /unknown option/);
    assert.throws(() => pool.imap(countTo, [1], { flat: 1 as never }), { code: 'ERR_POOL_OPTION' });
    assert.throws(() => pool.stream(5 as never), { code: 'ERR_POOL_OPTION' });
  });
}
