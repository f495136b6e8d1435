import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunChunk } from '#dist/core/wire/messages.js';
import { crashOf } from './fake-channel.ts';
import { GRACE_MS, handleWith, openHandle } from './open-handle.ts';

const idsOf = (chunks: readonly RunChunk[] = []): number[] => chunks.map(({ id }) => id);
const isChunk =
  (wanted: number) =>
  ({ id }: RunChunk): boolean =>
    id === wanted;

describe('Handle: endIfRunning', () => {
  it('ends a worker that runs what is unwanted, and returns the rest', (t) => {
    const { channel, handle } = handleWith(t, [1, 2, 3]);
    channel.take();

    assert.deepEqual(idsOf(handle.endIfRunning(isChunk(1))), [2, 3]);

    assert.deepEqual([handle.state, channel.news().at(-1)], ['stopping', 'end']);
  });

  it('changes nothing in a worker that runs something else', (t) => {
    const { channel, handle } = handleWith(t, [1, 2]);
    channel.take();

    assert.equal(handle.endIfRunning(isChunk(2)), undefined);

    assert.deepEqual([handle.state, [...handle.inHand.keys()]], ['busy', [1, 2]]);
    assert.deepEqual(channel.tickets.waiting, [2]);
  });

  it('still hears of what was done before, and not of what was unwanted', async (t) => {
    const { channel, handle, owner } = handleWith(t, [1, 2]);
    channel.take();
    channel.take();
    handle.endIfRunning(isChunk(2));

    channel.done([1, 2]);
    await channel.exit({ signal: 'SIGTERM' });

    assert.deepEqual(owner.news(), ['result 1: 1 (stopping)', 'free slots, 0 bytes', 'exit']);
    assert.deepEqual(owner.exit, ['has worked', [], []]);
  });
});

describe('Handle: end', () => {
  it('asks, and insists after the grace time', (t) => {
    const { channel, handle } = handleWith(t, [1]);

    handle.end();
    handle.end();
    assert.deepEqual([channel.news(), handle.state, handle.freeSlots], [['end'], 'stopping', 0]);

    t.mock.timers.tick(GRACE_MS);
    assert.deepEqual(channel.news(), ['kill']);
  });

  it('lets an idle worker end by itself, and asks after the grace time', async (t) => {
    const { channel, handle, owner } = handleWith(t, []);

    handle.stop();
    assert.deepEqual([channel.news(), handle.state], [['stop'], 'stopping']);
    t.mock.timers.tick(GRACE_MS);
    assert.deepEqual(channel.news(), ['end']);
    await channel.exit();

    assert.deepEqual(owner.exit, ['ended by us', [], []]);
  });

  it('asks nothing of a worker that has ended', async (t) => {
    const { channel, handle } = handleWith(t, []);
    handle.stop();
    await channel.exit();
    channel.news();

    handle.stop();
    handle.end();
    t.mock.timers.tick(10 * GRACE_MS);

    assert.deepEqual([channel.news(), handle.state], [[], 'dead']);
  });

  it('does not become ready when the answer comes late', (t) => {
    const { channel, handle, owner } = openHandle(t);
    handle.end('not ready in time');

    channel.ready();

    assert.deepEqual([handle.state, owner.news()], ['stopping', []]);
  });
});

describe('Handle: exit', () => {
  it('of a worker that was not ready', async (t) => {
    const { channel, handle, owner } = openHandle(t);

    await channel.exit({ exitCode: 9 });

    assert.deepEqual([handle.state, owner.exit], ['dead', ['starting', [], []]]);
    assert.equal(owner.report?.exit.exitCode, 9);
  });

  it('of an idle worker', async (t) => {
    const { channel, owner } = handleWith(t, []);

    await channel.exit();

    assert.deepEqual(owner.exit, ['ready', [], []]);
  });

  it('of a worker that had started nothing of what it had in hand', async (t) => {
    const { channel, owner } = handleWith(t, [1, 2]);

    await channel.exit();

    assert.deepEqual(owner.exit, ['ready', [], [1, 2]]);
  });

  it('of a worker that was running a chunk', async (t) => {
    const { channel, handle, owner } = handleWith(t, [1, 2, 3]);
    channel.work();
    channel.take();

    await channel.exit();

    assert.deepEqual(owner.exit, ['has worked', [2], [3]]);
    assert.deepEqual([handle.inHand.size, handle.freeSlots], [0, 0]);
    assert.deepEqual(channel.news(), ['take back 3', 'close tickets']);
  });

  it('of a worker that was stuck', async (t) => {
    const { channel, handle, owner } = handleWith(t, [1]);
    assert.equal(handle.probeUnstarted(), true);
    handle.end('stuck');

    await channel.exit({ signal: 'SIGKILL' });

    assert.deepEqual(owner.exit, ['stuck', [], [1]]);
  });

  it('of a worker that had crashed: it gets no more work, and its report says what it died of', async (t) => {
    const { channel, handle, owner } = handleWith(t, [1, 2]);
    channel.take();

    channel.receive({ kind: 'crashed', error: crashOf('the reason') });
    assert.deepEqual([handle.state, handle.freeSlots, channel.news()], ['stopping', 0, []]);
    await channel.exit();

    assert.deepEqual(owner.exit, ['ready', [1], [2]]);
    assert.deepEqual(owner.report?.crash, crashOf('the reason'));
  });

  it('is made to come if a worker that has crashed does not end', (t) => {
    const { channel } = handleWith(t, [1]);
    channel.receive({ kind: 'crashed', error: crashOf('the reason') });

    t.mock.timers.tick(GRACE_MS);
    t.mock.timers.tick(GRACE_MS);

    assert.deepEqual(channel.news(), ['end', 'kill']);
  });
});
