import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { startThread } from '#dist/core/transport/start-thread.js';
import { Line } from './line.ts';

const OPTIONS = {
  workerId: 7,
  title: 'early-7',
  env: { STARTED: 'early' },
  execArgv: undefined,
  resourceLimits: undefined,
} as const;

describe('startThread', () => {
  let alive: NodeJS.Timeout;
  before(() => {
    alive = setInterval(() => {}, 1 << 30); // what it starts keeps no program alive
  });
  after(() => clearInterval(alive));

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
