import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WORKERS } from '#dist/core/base/channels.js';
import { publishWorker } from '#dist/core/handle/worker-events.js';

describe('publishWorker', () => {
  it('says which worker it is, and nothing that is not so', (t) => {
    const heard: unknown[] = [];
    const listen = (event: unknown): void => void heard.push(event);
    WORKERS.subscribe(listen);
    t.after(() => WORKERS.unsubscribe(listen));

    publishWorker('p#1', { id: 1, pid: 7, threadId: undefined }, { event: 'ready' });
    publishWorker('p#1', { id: 2, pid: 7, threadId: 3 }, { event: 'exit', reason: 'it was time' });

    assert.deepEqual(heard, [
      { pool: 'p#1', id: 1, pid: 7, event: 'ready' },
      { pool: 'p#1', id: 2, pid: 7, threadId: 3, event: 'exit', reason: 'it was time' },
    ]);
  });
});
