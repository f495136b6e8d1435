import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { stream } from '#dist/core/api/stream-call.js';
import type { ResultIterator } from '#dist/core/api/result-iterator.js';
import { TimeoutError } from '#dist/core/base/errors.js';
import { FakeBackend } from './fake-backend.js';

const double = (x: number): number => 2 * x;
const run = (item: unknown): number => Number(item) * 2;

function iterate(
  items: Iterable<number>,
  bufferSize = 4,
): { backend: FakeBackend; results: ResultIterator<number> } {
  const backend = new FakeBackend();
  const context = { backend, method: 'imap', submitted: {} } as const;
  const request = { fn: double, items, call: 'one', options: { bufferSize } } as const;
  return { backend, results: stream<number>(context, request, 'input') };
}

// See calls.test.ts: a source is read in one go where the clock stands still.
beforeEach(() => mock.timers.enable({ apis: ['Date'] }));
afterEach(() => mock.timers.reset());

describe('ResultIterator', () => {
  it('gives what is here at once, and the end to everybody after it', async () => {
    const { backend, results } = iterate([1, 2]);
    backend.work(run);

    const all = [await results.next(), await results.next(), await results.next()];

    assert.deepEqual(all, [
      { done: false, value: 2 },
      { done: false, value: 4 },
      { done: true, value: undefined },
    ]);
    assert.deepEqual(await results.next(), { done: true, value: undefined });
  });

  it('serves readers that wait in the order in which they came', async () => {
    const { backend, results } = iterate([1, 2, 3]);
    const readers = [results.next(), results.next(), results.next(), results.next()];

    backend.work(run);

    const values = (await Promise.all(readers)).map(({ value }) => value);
    assert.deepEqual(values, [2, 4, 6, undefined]);
  });

  it('throws an error at its position and goes on', async () => {
    const { backend, results } = iterate([1, 2, 3]);
    for (const chunk of backend.cut()) {
      if (chunk.first === 1) chunk.job.fail(chunk, 0, new Error('second'));
      else backend.finish(chunk, run);
    }

    assert.equal((await results.next()).value, 2);
    await assert.rejects(results.next(), /second/);
    assert.equal((await results.next()).value, 6);
  });

  it('loses no result to a reader that has given up', async () => {
    const { backend, results } = iterate([1]);
    const signal = AbortSignal.abort('enough');

    await assert.rejects(results.next(0), TimeoutError);
    await assert.rejects(results.next({ signal }), (reason) => reason === 'enough');
    backend.work(run);

    assert.equal((await results.next()).value, 2);
  });

  it('pulls one more item for each that is taken, and no further ahead than it may', async () => {
    const pulled: number[] = [];
    const numbers = (function* () {
      for (let n = 1; n <= 10; n += 1) {
        pulled.push(n);
        yield n;
      }
    })();
    const { backend, results } = iterate(numbers, 2);
    assert.deepEqual(pulled, [1, 2]);

    backend.work(run);
    await results.next();

    assert.deepEqual(pulled, [1, 2, 3]);
    await results.return();
  });

  it('ends for all readers when it is left, and closes its source', async () => {
    let isClosed = false;
    const numbers = (function* () {
      try {
        for (;;) yield 1;
      } finally {
        isClosed = true;
      }
    })();
    const { results } = iterate(numbers);
    const waiting = results.next();

    await results.return();

    assert.deepEqual([await waiting, isClosed], [{ done: true, value: undefined }, true]);
  });
});
