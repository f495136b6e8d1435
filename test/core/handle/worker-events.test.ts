import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type WorkerEvent, WORKERS } from '#dist/core/base/channels.js';
import { publishWorker } from '#dist/core/handle/worker-events.js';

describe('publishWorker', () => {
  it('tells which worker of which pool it is, and what has become of it', () => {
    const heard: WorkerEvent[] = [];
    const listen = (event: unknown): number => heard.push(event as WorkerEvent);
    WORKERS.subscribe(listen);

    publishWorker('images#1', { id: 2, pid: 42, threadId: undefined }, { event: 'ready' });
    publishWorker('images#1', { id: 3, pid: 42, threadId: 7 }, { event: 'exit', reason: 'why' });
    WORKERS.unsubscribe(listen);

    assert.deepEqual(heard, [
      { pool: 'images#1', id: 2, pid: 42, event: 'ready' },
      { pool: 'images#1', id: 3, pid: 42, threadId: 7, event: 'exit', reason: 'why' },
    ]);
  });
});
