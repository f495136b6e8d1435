import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvariantError } from '#dist/core/base/errors.js';
import { Handle } from '#dist/core/handle/handle.js';
import type { RunChunk } from '#dist/core/wire/messages.js';
import { chunkOf, crashOf, FakeTransport, openOptions, resultOf } from './fake-channel.ts';
import { HandleOwner, handleWith, openHandle, START } from './open-handle.ts';

const idsOf = (chunks: readonly RunChunk[] = []): number[] => chunks.map(({ id }) => id);

describe('Handle: start', () => {
  it('opens a channel, says the first word, and waits for the answer', (t) => {
    const { channel, handle, owner } = openHandle(t);

    assert.deepEqual(channel.sent, [START]);
    assert.deepEqual([handle.state, handle.freeSlots, owner.news()], ['starting', 0, []]);
  });

  it('tells its owner that the worker is ready, once', (t) => {
    const { channel, handle, owner } = openHandle(t);

    channel.ready();
    channel.ready();

    assert.deepEqual([handle.state, owner.news()], ['idle', ['ready']]);
  });

  it('ends what is half made when the first word cannot be sent', () => {
    const transport = new FakeTransport();
    const refusal = new Error('cannot be cloned');
    transport.refuse = () => refusal;
    const options = {
      transport,
      channel: openOptions(),
      start: START,
      maxChunks: 1,
      killGraceMs: 1,
    };

    assert.throws(() => new Handle<RunChunk>(options, new HandleOwner()), refusal);

    assert.deepEqual(transport.last.news(), ['kill', 'close tickets']);
  });

  it('passes on that the initializer failed', (t) => {
    const { channel, owner } = openHandle(t);

    channel.receive({ kind: 'init-failed', error: crashOf('no database') });

    assert.deepEqual(owner.news(), ['init failed: no database']);
  });

  it('is named by its id and pid', (t) => {
    const { handle } = openHandle(t);

    assert.deepEqual([handle.id, handle.pid, handle.label], [1, 1001, 'worker 1 (pid 1001)']);
  });
});

describe('Handle: work', () => {
  it('is busy from the first chunk to the last result', (t) => {
    const { channel, handle } = handleWith(t, [1, 2]);
    assert.equal(handle.state, 'busy');

    channel.work();
    assert.deepEqual([handle.state, [...handle.inHand.keys()]], ['busy', [2]]);
    channel.work();
    assert.deepEqual([handle.state, handle.inHand.size], ['idle', 0]);
  });

  it('reports results in order, and free slots once for each message', (t) => {
    const { channel, owner } = handleWith(t, [1, 2, 3]);

    channel.work(2);
    channel.done([3], { values: ['three'], memory: 77 });

    assert.deepEqual(owner.news(), [
      'result 1: 1 (busy)',
      'result 2: 2 (busy)',
      'free slots, 0 bytes',
      'result 3: three (idle)',
      'free slots, 77 bytes',
    ]);
  });

  it('can be given more while a result is reported', (t) => {
    const { channel, handle, owner } = handleWith(t, [1]);
    owner.onResult = () => handle.give([chunkOf(2)]);

    channel.work();

    assert.deepEqual([handle.state, [...handle.inHand.keys()]], ['busy', [2]]);
  });

  it('reports what came of the tasks before, then that a timed task starts', (t) => {
    const { channel, owner } = handleWith(t, [1]);

    channel.receive({ kind: 'started', chunkId: 1, offset: 0, before: resultOf(1, []) });
    channel.receive({ kind: 'started', chunkId: 1, offset: 2, before: resultOf(1, ['a', 'b']) });

    assert.deepEqual(owner.news(), ['start 1 at 0', 'part 1: a b (busy)', 'start 1 at 2']);
  });

  it('reports what came of the tasks before one that takes long, then what is handed back', (t) => {
    const { channel, owner } = handleWith(t, [1]);

    channel.receive({ kind: 'waiting', chunkId: 1, offset: 0, before: resultOf(1, []) });
    channel.receive({ kind: 'waiting', chunkId: 1, offset: 2, before: resultOf(1, ['a', 'b']) });

    assert.deepEqual(owner.news(), [
      '1 is handed back from 1',
      'part 1: a b (busy)',
      '1 is handed back from 3',
    ]);
  });

  it('knows how long a chunk was on its way, if that was more than it ran', (t) => {
    const { channel, owner, handle } = handleWith(t, [1]);
    const answer = (id: number, runMs: number): void =>
      channel.receive({ kind: 'done', results: [{ ...resultOf(id, ['a']), runMs }], memory: 0 });
    owner.turnMs = () => handle.frontSinceMs + 10;

    answer(1, 3);
    assert.equal(Math.round(handle.tripMs), 7);

    handle.give([chunkOf(2)]);
    answer(2, 6);
    assert.equal(handle.tripMs, 0);
  });

  it('lets the worker go on when all has been told of what it has handed back', (t) => {
    const { channel, owner } = handleWith(t, [1, 2]);
    owner.onResult = () => channel.log.push('told');
    owner.onHandedBack = () => channel.log.push('told');

    channel.receive({ kind: 'waiting', chunkId: 1, offset: 0, before: resultOf(1, []) });
    channel.receive({ kind: 'done', results: [resultOf(1, ['a'])], memory: 0, handsBack: true });
    channel.receive({ kind: 'done', results: [resultOf(2, ['b'])], memory: 0 });

    assert.deepEqual(channel.news(), ['told', 'go-on', 'told', 'go-on', 'told']);
  });

  it('lets the worker go on with whatever it may have handed back of what it has in hand no more', (t) => {
    const { channel } = handleWith(t, [1]);

    channel.receive({ kind: 'waiting', chunkId: 9, offset: 0, before: resultOf(9, []) });
    channel.receive({ kind: 'done', results: [resultOf(9, ['a'])], memory: 0, handsBack: true });

    assert.deepEqual(channel.news(), ['go-on', 'go-on']);
  });

  it('knows how many of its chunks wait', (t) => {
    const { channel, handle } = handleWith(t, [1, 2]);

    channel.receive({ kind: 'waiting', chunkId: 1, offset: 0, before: resultOf(1, []) });
    const during = handle.waiting;
    channel.done([1]);

    assert.deepEqual([during, handle.waiting], [1, 0]);
  });

  it('passes on that a chunk waits for its function', (t) => {
    const { channel, owner } = handleWith(t, [1]);

    channel.receive({ kind: 'loading', chunkId: 1, isOver: false });
    channel.receive({ kind: 'loading', chunkId: 1, isOver: true });

    assert.deepEqual(owner.news(), ['loading 1', 'loading 1 is over']);
  });

  it('does not hear of a chunk that it has not in hand', (t) => {
    const { channel, owner } = handleWith(t, [1]);

    channel.done([9]);
    channel.receive({ kind: 'loading', chunkId: 9, isOver: true });
    channel.receive({ kind: 'started', chunkId: 9, offset: 0, before: resultOf(9, ['a']) });

    assert.deepEqual(owner.news(), ['free slots, 0 bytes']);
  });

  it('stays idle when a chunk cannot be encoded', (t) => {
    const { transport, channel, handle } = handleWith(t, []);
    const refusal = new Error('cannot be cloned');
    transport.refuse = ({ kind }) => (kind === 'run' ? refusal : undefined);

    assert.throws(() => handle.give([chunkOf(1)]), refusal);

    assert.deepEqual([handle.state, handle.inHand.size], ['idle', 0]);
    assert.deepEqual(channel.news(), ['define f', 'issue 1', 'take back 1', 'drop 1']);
    assert.equal(handle.freeSlots, 1000, 'the chunk does not count');
  });

  it('refuses work before it is ready, and once it is being ended', (t) => {
    const { channel, handle } = openHandle(t);
    assert.throws(() => handle.give([chunkOf(1)]), InvariantError);
    channel.ready();
    handle.stop();
    channel.news();

    assert.throws(() => handle.give([chunkOf(1)]), InvariantError);

    assert.deepEqual([channel.news(), handle.inHand.size], [[], 0]);
  });
});

describe('Handle: free slots', () => {
  it('are as many as there are tickets', (t) => {
    const { channel, handle } = openHandle(t, { capacity: 2 });
    channel.ready();
    assert.equal(handle.freeSlots, 2);

    handle.give([chunkOf(1), chunkOf(2)]);

    assert.deepEqual([handle.freeSlots, handle.isSpent], [0, false]);
  });

  it('are no more than the chunks that the worker may still run', (t) => {
    const { channel, handle } = handleWith(t, [1], { maxChunks: 3 });
    assert.equal(handle.freeSlots, 2);
    channel.work();
    assert.equal(handle.freeSlots, 2);

    handle.give([chunkOf(2), chunkOf(3)]);

    assert.deepEqual([handle.freeSlots, handle.isSpent], [0, true]);
  });

  it('come back with a chunk that is taken back', (t) => {
    const { handle } = handleWith(t, [1, 2], { maxChunks: 2 });
    assert.equal(handle.isSpent, true);

    handle.takeBack();

    assert.deepEqual([handle.freeSlots, handle.isSpent], [2, false]);
  });

  it('are none in a worker that is retired, though it goes on with what it has', (t) => {
    const { channel, handle } = handleWith(t, [1, 2]);

    handle.retire();
    assert.deepEqual([handle.freeSlots, handle.isSpent, handle.state], [0, true, 'busy']);
    channel.work(2);

    assert.deepEqual([handle.freeSlots, handle.isSpent, handle.state], [0, true, 'idle']);
  });
});

describe('Handle: takeBack', () => {
  it('makes a worker idle that had started nothing, and says so', (t) => {
    const { handle, owner } = handleWith(t, [1, 2]);

    assert.deepEqual(idsOf(handle.takeBack()), [1, 2]);

    assert.deepEqual([handle.state, owner.news()], ['idle', ['idle']]);
  });

  it('leaves a worker busy that has started something', (t) => {
    const { channel, handle, owner } = handleWith(t, [1, 2]);
    channel.take();

    assert.deepEqual(idsOf(handle.takeBack()), [2]);

    assert.deepEqual([handle.state, owner.news()], ['busy', []]);
  });

  it('takes nothing from one that has nothing, and says nothing', (t) => {
    const { handle, owner } = handleWith(t, []);

    assert.deepEqual([handle.takeBack(), handle.state, owner.news()], [[], 'idle', []]);
  });
});

describe('Handle: since when the first chunk is the first', () => {
  it('counts anew with each message that brings results', (t) => {
    let nowMs = 0;
    const clock = t.mock.method(performance, 'now', () => nowMs);
    const { channel, handle } = handleWith(t, [1, 2, 3]);
    clock.mock.resetCalls();

    nowMs = 10;
    channel.work(2);
    assert.deepEqual([handle.frontSinceMs, clock.mock.callCount()], [10, 1]);
    nowMs = 20;
    handle.give([chunkOf(4)]);
    assert.deepEqual([handle.frontSinceMs, clock.mock.callCount()], [10, 1]);
  });
});
