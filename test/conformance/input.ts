/** Items come from anything that can be iterated; its errors reach the caller unchanged. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { RecordingTransport } from './recording.ts';
import type { Subject } from './subject.ts';
import { identity, square } from './tasks.ts';

export function input(subject: Subject): void {
  const one = subject.shared(1);

  for (const [what, make, expected] of SOURCES) {
    subject.it(`maps over ${what}`, async () => {
      const pool = one();

      assert.deepEqual(await pool.map(identity, make()), expected);
      assert.deepEqual(await pool.mapAsync(identity, make()), expected);
    });
  }

  subject.it('takes the items of an array as they are at the call', async () => {
    const pool = one();
    const items = [1, 2, 3];

    const result = pool.mapAsync(square, items);
    items.push(4);
    items[0] = 100;

    assert.deepEqual(await result, [1, 4, 9]);
  });

  for (const claim of [0, 1, 1000, -1, Number.NaN]) {
    subject.it(`counts what an input yields, though it claims to have ${claim} items`, async () => {
      const pool = one();
      const liar = {
        length: claim,
        size: claim,
        [Symbol.iterator]: () => [1, 2, 3][Symbol.iterator](),
      };

      assert.deepEqual(await pool.map(square, liar), [1, 4, 9]);
    });
  }

  subject.it(
    'rejects with the very error that its input throws, before anything runs',
    async () => {
      const transport = new RecordingTransport(subject.kind);
      await using pool = subject.pool({ workers: 1, transport });
      const mine = new Error('no more');
      const stack = mine.stack;
      function* failing(): Generator<number> {
        yield 1;
        throw mine;
      }

      await assert.rejects(pool.map(square, failing()), (error) => error === mine);
      await assert.rejects(pool.mapAsync(square, failing()).get(), (error) => error === mine);

      assert.equal(mine.stack, stack);
      assert.deepEqual(transport.chunks, []);
    },
  );

  subject.it('rejects with the very error that its asynchronous input throws', async () => {
    const pool = one();
    const mine = new Error('connection lost');
    async function* failing(): AsyncGenerator<number> {
      yield 1;
      throw mine;
    }

    await assert.rejects(pool.map(square, failing()), (error) => error === mine);
  });

  subject.it('rejects where an input cannot even begin', async () => {
    const pool = one();
    const mine = new Error('no iterator today');
    const broken = {
      [Symbol.iterator](): Iterator<number> {
        throw mine;
      },
    };

    const result = pool.mapAsync(square, broken);

    await assert.rejects(result.get(), (error) => error === mine);
    assert.equal(await pool.apply(square, [3]), 9);
  });

  subject.it('does other work while it waits for a slow input', async () => {
    const pool = one();
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    async function* slow(): AsyncGenerator<number> {
      yield 1;
      await released;
      yield 2;
    }

    const waiting = pool.mapAsync(square, slow());
    assert.equal(await pool.apply(square, [5]), 25);
    release();

    assert.deepEqual(await waiting, [1, 4]);
  });

  subject.it(
    'closes an asynchronous input, so that it can clean up, when it is terminated',
    async () => {
      const pool = one();
      const events = new EventEmitter();
      const endless = {
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            events.emit('next');
            await setImmediate();
            return { done: false as const, value: 1 };
          },
          return: async () => {
            events.emit('return');
            return { done: true as const, value: undefined };
          },
        }),
      };
      const [read, closed] = [once(events, 'next'), once(events, 'return')];
      const result = pool.mapAsync(square, endless);
      await read;

      await pool.terminate();

      await closed;
      await assert.rejects(result.get(), { code: 'ERR_POOL_TERMINATED' });
    },
  );
}

const SOURCES: readonly (readonly [
  string,
  () => Iterable<unknown> | AsyncIterable<unknown>,
  unknown[],
])[] = [
  ['an array', () => [1, 2], [1, 2]],
  ['an array with holes', () => [1, , 3], [1, undefined, 3]],
  ['a string, by characters', () => 'a😀b', ['a', '😀', 'b']],
  ['a set', () => new Set(['x', 'y']), ['x', 'y']],
  ['the entries of a map', () => new Map([['k', 1]]), [['k', 1]]],
  ['a typed array', () => Float64Array.of(0.5, -1), [0.5, -1]],
  ['a buffer', () => Buffer.from([7, 8]), [7, 8]],
  [
    'a generator',
    function* () {
      yield 1;
      yield 2;
    },
    [1, 2],
  ],
  [
    'an asynchronous generator',
    async function* () {
      yield 1;
      yield 2;
    },
    [1, 2],
  ],
  ['an iterator that is iterable', () => [4, 5].values(), [4, 5]],
  [
    'a web stream',
    () => new Blob(['ab']).stream() as unknown as AsyncIterable<unknown>,
    [Uint8Array.of(97, 98)],
  ],
];
