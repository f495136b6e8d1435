import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EngineError } from '#dist/cluster/engine/engine-error.js';
import type { ChunkMessage } from '#dist/cluster/engine/engine.js';
import { publishWhenRoom } from '#dist/cluster/submit/publish-when-room.js';

const MESSAGE: ChunkMessage = {
  job: 'j',
  index: 0,
  id: 'j.0',
  headers: {},
  body: new Uint8Array(1),
};

/** A queue that rejects with each of `errors` before it takes anything. */
function queueThatFails(...errors: readonly Error[]) {
  const left = [...errors];
  const taken: ChunkMessage[] = [];
  const publish = async (message: ChunkMessage): Promise<void> => {
    const error = left.shift();
    if (error !== undefined) throw error;
    taken.push(message);
  };
  return { publish, taken };
}

const full = (): EngineError => new EngineError('full', 'no room');

describe('publishWhenRoom', () => {
  it('tries again while the queue is full', async () => {
    const queue = queueThatFails(full(), full());

    await publishWhenRoom(queue, MESSAGE);

    assert.deepEqual(queue.taken, [MESSAGE]);
  });

  it('rejects with any other error', async () => {
    const queue = queueThatFails(new EngineError('forbidden', 'not you'));

    await assert.rejects(publishWhenRoom(queue, MESSAGE), { reason: 'forbidden' });
    assert.deepEqual(queue.taken, []);
  });

  it('gives up when nobody wants the chunk any more', async () => {
    const queue = queueThatFails(full());
    let asked = 0;

    await publishWhenRoom(queue, MESSAGE, () => {
      asked += 1;
      return asked === 1;
    });

    assert.deepEqual([asked, queue.taken], [2, []]);
  });
});
