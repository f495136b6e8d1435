import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, it } from 'node:test';
import { publishWorker } from '#dist/core/handle/worker-events.js';

describe('publishWorker', () => {
  it('says of which worker of which pool it is; a thread has its number, an exit its reason', () => {
    const told: unknown[] = [];
    const listener = (event: unknown): unknown => told.push(event);
    subscribe('manyhands:worker', listener);

    publishWorker({ id: 1, pid: 42, threadId: undefined }, 'p#1', { event: 'start' });
    publishWorker({ id: 2, pid: 42, threadId: 7 }, 'p#1', { event: 'exit', reason: 'done' });
    unsubscribe('manyhands:worker', listener);

    assert.deepEqual(told, [
      { pool: 'p#1', id: 1, pid: 42, event: 'start' },
      { pool: 'p#1', id: 2, pid: 42, threadId: 7, event: 'exit', reason: 'done' },
    ]);
  });
});
