import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunChunk } from '#dist/core/wire/messages.js';
import { chunkOf } from './fake-channel.ts';
import { GRACE_MS, handleWith } from './open-handle.ts';

const ABORT_MS = 500;
const WISH = { cause: 'timedOut', graceMs: ABORT_MS } as const;
const isFirst = ({ id }: RunChunk): boolean => id === 1;

describe('Handle: endIfRunning, with time to stop', () => {
  it('asks the worker to stop what it runs, takes the rest back, and gives it nothing else', (t) => {
    const { channel, handle } = handleWith(t, [1, 2, 3]);
    channel.take();

    const rest = handle.endIfRunning(isFirst, WISH);

    assert.deepEqual(
      rest?.map(({ id }) => id),
      [2, 3],
    );
    assert.deepEqual(channel.news(), [
      'take back 2 3',
      'revoke 1: timedOut',
      'abort 1',
      'drop 2 3',
    ]);
    assert.deepEqual([handle.state, handle.freeSlots, handle.inHand.size], ['busy', 0, 0]);
    assert.deepEqual(handle.takeBack(), []);
    assert.equal(handle.state, 'busy');
  });

  it('has a free worker when that is done, and tells nobody what it came to', (t) => {
    const { channel, handle, owner } = handleWith(t, [1, 2]);
    channel.take();
    handle.endIfRunning(isFirst, WISH);

    channel.done([1]);
    t.mock.timers.tick(10 * ABORT_MS);

    assert.deepEqual(owner.news(), ['free slots, 0 bytes']);
    assert.deepEqual([handle.state, handle.freeSlots > 0], ['idle', true]);
    assert.ok(!channel.news().includes('end'));
  });

  it('ends the worker when the time is over', (t) => {
    const { channel, handle } = handleWith(t, [1]);
    channel.take();
    handle.endIfRunning(isFirst, WISH);
    channel.news();

    t.mock.timers.tick(ABORT_MS);

    assert.deepEqual([channel.news(), handle.state], [['end'], 'stopping']);
  });

  it('leaves the chunks that may still be given as many as before', (t) => {
    const { channel, handle } = handleWith(t, [1, 2, 3], { maxChunks: 3 });
    channel.take();
    handle.endIfRunning(isFirst, WISH);

    channel.done([1]);

    assert.equal(handle.freeSlots, 2);
  });

  it('reports a worker that dies meanwhile without that chunk', async (t) => {
    const { channel, handle, owner } = handleWith(t, [1, 2]);
    channel.take();
    handle.endIfRunning(isFirst, WISH);

    await channel.exit();
    t.mock.timers.tick(10 * ABORT_MS);

    assert.deepEqual(owner.exit, ['ready', [], []]);
    assert.ok(!channel.news().includes('end'));
  });
});

describe('Handle: endGently', () => {
  it('asks the task that runs to stop, and ends the worker when it has', (t) => {
    const { channel, handle } = handleWith(t, [1]);
    channel.take();

    handle.endGently(() => ABORT_MS);
    const before = channel.news();
    channel.done([1]);

    assert.deepEqual(before, ['revoke 1: ended', 'abort 1']);
    assert.deepEqual([channel.news(), handle.state], [['end'], 'stopping']);
  });

  it('ends it when the time is over, and then insists', (t) => {
    const { channel, handle } = handleWith(t, [1]);
    channel.take();
    handle.endGently(() => ABORT_MS);
    channel.news();

    t.mock.timers.tick(ABORT_MS);
    const first = channel.news();
    t.mock.timers.tick(GRACE_MS);

    assert.deepEqual([first, channel.news()], [['end'], ['kill']]);
  });

  it('ends at once a worker that runs nothing, or nothing that has time', (t) => {
    const idle = handleWith(t, []);
    t.mock.timers.reset();
    const busy = handleWith(t, [1]);
    busy.channel.take();

    idle.handle.endGently(() => ABORT_MS);
    busy.handle.endGently(() => 0);

    assert.deepEqual([idle.channel.news(), busy.channel.news()], [['end'], ['end']]);
  });

  it('waits for what was asked to stop before, as long as that has', (t) => {
    const { channel, handle } = handleWith(t, [1]);
    channel.take();
    handle.endIfRunning(isFirst, WISH);
    channel.news();

    handle.endGently(() => 0);
    const before = channel.news();
    channel.done([1]);

    assert.deepEqual([before, channel.news()], [[], ['end']]);
  });
});

describe('Handle: what tasks say', () => {
  it('is handed on with the chunk that runs, and not of one that is no more in hand', (t) => {
    const { channel, owner } = handleWith(t, [1]);
    const said = { kind: 'said', offset: 0, what: 'report', values: ['hi'] } as const;

    channel.receive({ ...said, chunkId: 1 });
    channel.receive({ ...said, chunkId: 9 });

    assert.deepEqual(owner.news(), ['report of 1: hi']);
  });

  it('may be more when credit is granted, as long as the chunk is in hand', (t) => {
    const { channel, handle } = handleWith(t, []);
    const chunk = chunkOf(1);
    handle.give([chunk]);
    channel.news();

    handle.grant(chunk, 5);
    channel.work();
    handle.grant(chunk, 5);

    assert.deepEqual(channel.news(), ['credit 1: 5']);
  });
});
