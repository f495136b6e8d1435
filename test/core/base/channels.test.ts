import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { describe, it } from 'node:test';
// @ts-expect-error -- it has no types of its own
import dcPolyfill from 'dc-polyfill';
import { type CallEvent, type ChunkEvent, ThreadPool } from 'manyhands';
import { CALLS, CHUNKS, WORKERS } from '#dist/core/base/channels.js';

/** It stands in for Node's module, and has its functions. */
const polyfill = dcPolyfill as Pick<typeof import('node:diagnostics_channel'), 'channel'>;

const double = (x: number): number => 2 * x;

describe('The channels of pools', () => {
  it('have no subscribers of our own, so that nothing is made for nobody', async () => {
    await using pool = new ThreadPool(1);
    await pool.map(double, [1]);

    assert.deepEqual(
      [CALLS.hasSubscribers, CHUNKS.hasSubscribers, WORKERS.hasSubscribers],
      [false, false, false],
    );
  });

  it('can be listened to through dc-polyfill, as packages do that run on any Node', async () => {
    const calls: CallEvent[] = [];
    const chunks: ChunkEvent[] = [];
    const onCall = (event: unknown): unknown => calls.push(event as CallEvent);
    const onChunk = (event: unknown): unknown => chunks.push(event as ChunkEvent);
    polyfill.channel('tracing:manyhands:call:start').subscribe(onCall);
    polyfill.channel('manyhands:chunk').subscribe(onChunk);

    try {
      await using pool = new ThreadPool(1);
      await pool.map(double, [1, 2, 3], { chunkSize: 3 });
    } finally {
      polyfill.channel('tracing:manyhands:call:start').unsubscribe(onCall);
      polyfill.channel('manyhands:chunk').unsubscribe(onChunk);
    }

    assert.deepEqual([calls[0]?.method, chunks[0]?.items], ['map', 3]);
    assert.equal(calls[0]?.callId, chunks[0]?.callId);
  });

  it('take stores, which the call runs in', async () => {
    const store = new AsyncLocalStorage<number>();
    const { start } = tracingChannel<number, CallEvent>('manyhands:call');
    start.bindStore(store, ({ callId }) => callId);
    let seen: number | undefined;
    const source = function* (): Generator<number> {
      seen = store.getStore();
      yield 1;
    };

    try {
      await using pool = new ThreadPool(1);
      await pool.map(double, source());
    } finally {
      start.unbindStore(store);
    }

    assert.equal(typeof seen, 'number');
    assert.equal(store.getStore(), undefined);
  });

  it('keep what a listener throws away from the pool', async () => {
    const onChunk = (): never => {
      throw new Error('a bad listener');
    };
    subscribe('manyhands:chunk', onChunk);
    // The test runner listens as well, and would fail the test for it.
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const thrown = once(process, 'uncaughtException');

    try {
      await using pool = new ThreadPool(1);
      assert.equal(await pool.apply(double, [2]), 4);
      const [error] = (await thrown) as [Error];
      assert.equal(error.message, 'a bad listener');
      assert.equal(pool.stats().tasks.done, 1);
    } finally {
      unsubscribe('manyhands:chunk', onChunk);
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
  });
});
