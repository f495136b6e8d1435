import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { describe, it } from 'node:test';
import { type Items, openIterator } from '#dist/core/items/open-iterator.js';
import { isAsyncIterable } from '#dist/core/items/read-items.js';

async function readAll(items: Items<unknown>): Promise<unknown[]> {
  const { iterator } = openIterator(items);
  const all: unknown[] = [];
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
    all.push(next.value);
  return all;
}

/** A stream of the web that gives 'a', and then lets wait; and what it was cancelled for. */
function waitingWebStream(): { stream: ReadableStream<string>; cancelled: unknown[] } {
  const cancelled: unknown[] = [];
  const stream = new ReadableStream<string>({
    start: (controller) => controller.enqueue('a'),
    cancel: (reason) => {
      cancelled.push(reason);
    },
  });
  return { stream, cancelled };
}

describe('openIterator', () => {
  const kinds: readonly (readonly [what: string, items: () => unknown])[] = [
    ['arrays', () => ['a', 'b']],
    ['strings', () => 'ab'],
    ['sets', () => new Set(['a', 'b'])],
    ['generators', () => [...'ab'].values()],
    [
      'async generators',
      async function* () {
        yield* 'ab';
      },
    ],
    ['streams of Node', () => Readable.from(['a', 'b'])],
    ['streams of the web', () => ReadableStream.from(['a', 'b'])],
  ];
  for (const [what, items] of kinds) {
    it(`opens ${what}`, async () => {
      assert.deepEqual(await readAll(items() as Items<unknown>), ['a', 'b']);
    });
  }

  it('answers at once where the items can be had at once', () => {
    const { iterator } = openIterator(['a']);

    assert.deepEqual(
      [iterator.next(), iterator.next()],
      [
        { done: false, value: 'a' },
        { done: true, value: undefined },
      ],
    );
  });

  it('takes the async way where there are two', async () => {
    const items = {
      *[Symbol.iterator]() {
        yield 'at once';
      },
      async *[Symbol.asyncIterator]() {
        yield 'later';
      },
    };

    assert.deepEqual(await readAll(items), ['later']);
  });

  it('throws what the items throw', () => {
    const items = {
      [Symbol.iterator]: () => {
        throw new RangeError('mine');
      },
    } as Iterable<unknown>;

    assert.throws(() => openIterator(items), { name: 'RangeError', message: 'mine' });
  });

  it('throws where a stream is being read by somebody else', () => {
    const { stream } = waitingWebStream();
    stream.getReader();

    assert.throws(() => openIterator(stream), TypeError);
  });
});

describe('An open iterator', () => {
  it('lets a generator clean up when it is returned', async () => {
    const events: string[] = [];
    const generator = (function* () {
      try {
        yield 'a';
      } finally {
        events.push('cleaned up');
      }
    })();
    const { iterator } = openIterator(generator);
    await iterator.next();

    await iterator.return?.();

    assert.deepEqual(events, ['cleaned up']);
  });

  it('has nothing to return where its source has not', () => {
    const { iterator, stopWaiting } = openIterator({
      [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }),
    });

    stopWaiting(); // does nothing, and does not throw

    assert.equal(iterator.return, undefined);
  });

  it('destroys a stream of Node when it is returned', async () => {
    const stream = new Readable({ objectMode: true, read: () => {} });
    stream.push('a');
    const { iterator } = openIterator(stream);
    await iterator.next();

    await iterator.return?.();

    assert.equal(stream.destroyed, true);
  });

  it('can stop a stream of Node from waiting, which then ends with an error', async () => {
    const stream = new Readable({ objectMode: true, read: () => {} });
    const { iterator, stopWaiting } = openIterator(stream);
    const waiting = Promise.resolve(iterator.next());

    stopWaiting();

    await assert.rejects(waiting, { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    assert.equal(stream.destroyed, true);
  });

  it('cancels a stream of the web when it is returned, and lets go of it', async () => {
    const { stream, cancelled } = waitingWebStream();
    const { iterator } = openIterator(stream);
    await iterator.next();

    const result = await iterator.return?.();

    assert.deepEqual(result, { done: true, value: undefined });
    assert.deepEqual([cancelled, stream.locked], [[undefined], false]);
  });

  it('cancels a stream of the web that lets wait, and the wait ends', async () => {
    const { stream, cancelled } = waitingWebStream();
    const { iterator } = openIterator(stream);
    await iterator.next();
    const waiting = Promise.resolve(iterator.next());

    await iterator.return?.();

    assert.deepEqual(await waiting, { done: true, value: undefined });
    assert.equal(cancelled.length, 1);
  });

  it('lets go of a stream of the web at its end', async () => {
    const stream = ReadableStream.from(['a']);

    await readAll(stream);

    assert.equal(stream.locked, false);
  });
});

describe('isAsyncIterable', () => {
  it('is true of what has to be awaited, and of nothing else', () => {
    const generator = (async function* () {})();

    assert.deepEqual(
      [generator, Readable.from([]), ReadableStream.from([]), [], 'ab', new Set()].map((items) =>
        isAsyncIterable(items),
      ),
      [true, true, true, false, false, false],
    );
  });
});
