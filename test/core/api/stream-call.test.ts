import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { stream } from '#dist/core/api/stream-call.js';
import { FakeBackend } from './fake-backend.js';

// A source is read for some milliseconds at a time.
beforeEach(() => mock.timers.enable({ apis: ['Date'] }));
afterEach(() => mock.timers.reset());

describe('stream', () => {
  it('gives results in the order of the items, or as they come', async () => {
    const results = (['input', 'completion'] as const).map(async (order) => {
      const backend = new FakeBackend();
      const submitted = { stack: 'Error\n    at caller' };
      const context = { backend, method: 'imap', submitted } as const;
      const request = {
        fn: (x: number) => 2 * x,
        items: [1, 2],
        call: 'one',
        options: { chunkSize: 1 },
      } as const;
      const iterator = stream(context, request, order);
      for (const chunk of backend.cut().toReversed()) backend.finish(chunk, (x) => 10 * Number(x));
      return [(await iterator.next()).value, (await iterator.next()).value];
    });

    assert.deepEqual(await Promise.all(results), [
      [10, 20],
      [20, 10],
    ]);
  });
});
