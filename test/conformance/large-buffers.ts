/** Large buffers: the same values and the same isolation, whichever way they travel (files, messages, clones). */
import assert from 'node:assert/strict';
import type { Subject } from './subject.ts';

/** Above what is put into files, and what is mapped; no whole number of pages. */
const LENGTH = 600_123;

const FIRST_AND_LAST = [LENGTH + 1, LENGTH - 1];

/** Of each worker. */
let mine: readonly number[] = [];

function numbers(seed = 0): Float64Array {
  return Float64Array.from({ length: LENGTH }, (_, i) => i + seed);
}

export function largeBuffers(subject: Subject): void {
  const two = subject.shared(2);

  subject.it('arrive as they are, as arguments and as results', async () => {
    const pool = two();
    const array = numbers();
    const value = {
      array,
      part: array.subarray(3, 9),
      buffer: array.buffer,
      bytes: Buffer.from(array.buffer, 8, 4 << 20),
      view: new DataView(array.buffer, 16),
      texts: new Map([['a', ['b']]]),
    };

    const back = await pool.apply((given: typeof value) => given, [value]);

    assert.deepEqual(back, value);
    assert.equal(back.array.buffer.byteLength, array.byteLength);
    assert.ok(back.part.buffer === back.array.buffer && back.buffer === back.array.buffer);
    assert.ok(Buffer.isBuffer(back.bytes));
  });

  subject.it('are what they were in each item, whatever other tasks write', async () => {
    const pool = two();
    const array = numbers();
    const add = (given: Float64Array, i: number): number => {
      const before = given[i] ?? 0;
      given.fill(-1);
      return before + given.length;
    };
    const ids = Array.from({ length: 6 }, (_, i) => i);

    const values = await pool.starmap(add, ids.map((i) => [array, i] as const)); // biome-ignore format: one line
    const streamed: number[] = [];
    for await (const value of pool.istarmap(
      add,
      ids.map((i) => [array, i] as const),
    ))
      streamed.push(value);

    assert.deepEqual(
      values,
      ids.map((i) => i + LENGTH),
    );
    assert.deepEqual(streamed, values);
    assert.equal(array[5], 5, 'the caller sees nothing of it');
  });

  subject.it(
    'are read when they are sent: one that is used again has its new content',
    async () => {
      const pool = two();
      const array = numbers();
      const sums: number[] = [];

      for (let i = 0; i < 3; i += 1) {
        array[LENGTH - 1] = i;
        sums.push(await pool.apply((given: Float64Array) => given[given.length - 1] ?? 0, [array]));
      }

      assert.deepEqual(sums, [0, 1, 2]);
    },
  );

  subject.it('are captured as they were when the call was made', async () => {
    await using pool = subject.pool(2); // a cluster's host keeps arrays for a while
    const table = numbers();
    const look = (i: number): number => table[i] ?? 0;
    const seen: number[][] = [];

    for (let i = 0; i < 3; i += 1) {
      table[1] = i * 100;
      const calling = pool.map(look, [0, 1, 2, 1]);
      table[1] = -1;
      seen.push(await calling);
    }

    assert.deepEqual(seen, [
      [0, 0, 2, 0],
      [0, 100, 2, 100],
      [0, 200, 2, 200],
    ]);
  });

  subject.it('are what initializers get and capture, in each worker of its own', async () => {
    const array = numbers();
    const table = numbers(1);
    await using pool = subject.pool({
      workers: 1,
      maxTasksPerChild: 1,
      initializer: (given: Float64Array) => {
        given[0] = (given[0] ?? 0) + (table[0] ?? 0) + given.length;
        mine = [given[0], given[LENGTH - 1] ?? 0];
      },
      initArgs: [array],
    });
    const seen: (readonly number[])[] = [];

    for (let i = 0; i < 2; i += 1) seen.push(await pool.apply(() => mine));

    assert.deepEqual(seen, [FIRST_AND_LAST, FIRST_AND_LAST]);
    assert.equal(array[0], 0);
  });

  subject.it('are what the functions of a chain capture', async () => {
    await using pool = subject.pool(2); // a cluster's host keeps arrays for a while
    const table = numbers();
    const sums: number[] = [];

    for (let i = 0; i < 2; i += 1) {
      table[3] = 1000 * i;
      sums.push(
        await pool
          .from([1, 2, 3])
          .map((k: number) => table[k] ?? 0)
          .filter((value: number) => value !== (table[2] ?? 0))
          .sum(),
      );
    }

    assert.deepEqual(sums, [1, 1001]);
  });

  subject.it('may be given away by a task that has got them', async () => {
    const pool = two();

    const lengths = await pool.apply(
      (given: Float64Array) => {
        const { length } = given;
        const moved = structuredClone(given, { transfer: [given.buffer as ArrayBuffer] });
        return [length, given.length, moved.length];
      },
      [numbers()],
    );

    assert.deepEqual(lengths, [LENGTH, 0, LENGTH]);
  });

  subject.it('beside a result that cannot be sent fail nobody else', async () => {
    const pool = two();
    const make = (i: number): unknown => {
      const array = new Uint8Array(5 << 20).fill(i);
      return i === 2 ? { array, code: () => {} } : array;
    };
    const outcomes: unknown[] = [];

    const results = pool.imap(make, [1, 2, 3]);
    for (let i = 0; i < 3; i += 1)
      outcomes.push(
        await results.next().then(
          ({ value }) => (value as Uint8Array)[7],
          (error: { code: string }) => error.code,
        ),
      );

    assert.deepEqual(outcomes, [1, 'ERR_POOL_NOT_SENDABLE', 3]);
  });
}
