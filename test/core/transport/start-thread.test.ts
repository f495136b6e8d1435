import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { startThread } from '#dist/core/transport/start-thread.js';
import { OPTIONS, stayAlive } from './early.ts';
import { Line } from './line.ts';

describe('startThread', () => {
  stayAlive();

  it('starts what a channel is opened for later in the same turn', async () => {
    const started = startThread(OPTIONS);
    await using line = new Line('thread', { ...OPTIONS, started });

    assert.equal(line.channel.threadId, started.worker.threadId);
    assert.equal(line.channel.tickets, started.tickets);
    await line.start();
    line.run(() => process.env['STARTED'], [[1, [0]]]);
    await line.done(1);
    assert.deepEqual(line.values, ['early']);
  });

  it('ends the thread when it is discarded', async () => {
    const started = startThread(OPTIONS);
    const ended = once(started.worker, 'exit');
    const isClosed = once(started.port, 'close');

    started.discard();

    await Promise.all([ended, isClosed]);
    assert.equal(started.worker.threadId, -1);
  });
});
