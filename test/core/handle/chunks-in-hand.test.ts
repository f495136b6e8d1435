import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ChunksInHand } from '#dist/core/handle/chunks-in-hand.js';
import type { RunChunk } from '#dist/core/wire/messages.js';
import { chunkOf, type FakeChannel, FakeTransport, openOptions } from './fake-channel.ts';

interface Opened {
  readonly transport: FakeTransport;
  readonly channel: FakeChannel;
  readonly inHand: ChunksInHand<RunChunk>;
}

/** A worker with these chunks in hand, all of function 'f'. */
function open(...ids: number[]): Opened {
  const transport = new FakeTransport();
  const channel = transport.open(openOptions());
  const inHand = new ChunksInHand<RunChunk>(channel);
  if (ids.length > 0) inHand.give(ids.map((id) => chunkOf(id)));
  channel.news();
  return { transport, channel, inHand };
}

const idsOf = (chunks: readonly RunChunk[] = []): number[] => chunks.map(({ id }) => id);
const all = (): boolean => true;
const isOneOf =
  (...ids: number[]) =>
  ({ id }: RunChunk): boolean =>
    ids.includes(id);

/** The clock says what the test says. */
function clock(t: TestContext): { nowMs: number } {
  const time = { nowMs: 0 };
  t.mock.method(performance, 'now', () => time.nowMs);
  return time;
}

describe('ChunksInHand: give', () => {
  it('sends functions, then tickets, then all chunks in one message', () => {
    const { channel, inHand } = open();

    inHand.give([chunkOf(1), chunkOf(2, { fn: 'g' }), chunkOf(3)]);

    assert.deepEqual(channel.news(), ['define f', 'define g', 'issue 1 2 3', 'run 1 2 3']);
    assert.deepEqual([...inHand.all.keys()], [1, 2, 3]);
  });

  it('moves what is to be moved', () => {
    const { channel, inHand } = open();
    const moved = new ArrayBuffer(8);

    inHand.give([chunkOf(1, { items: [moved] })], [moved]);

    assert.deepEqual(channel.transfers.at(-1), [moved]);
  });

  it('has a ticket less for each chunk in hand', () => {
    const { channel, inHand } = open(1, 2, 3);

    assert.equal(inHand.freeTickets, channel.tickets.capacity - 3);
    assert.equal(inHand.isEmpty, false);
  });

  it('gives none of the chunks if one cannot be encoded, and leaves the others as they were', () => {
    const { transport, channel, inHand } = open(1, 2);
    channel.take();
    const refusal = new Error('cannot be cloned');
    transport.refuse = (message) =>
      message.kind === 'run' && message.chunks.length > 0 ? refusal : undefined;

    assert.throws(() => inHand.give([chunkOf(3), chunkOf(4)]), refusal);

    assert.deepEqual(channel.news(), [
      'issue 3 4',
      'take back 2 3 4',
      'drop 3 4',
      'issue 2',
      'run', // the worker looks for tickets again
    ]);
    assert.deepEqual([...inHand.all.keys()], [1, 2]);
    assert.deepEqual(channel.tickets.waiting, [2]);
  });

  it('has the worker drop a chunk without a body whose ticket it has taken', () => {
    const { transport, channel, inHand } = open();
    transport.refuse = (message) => {
      if (message.kind !== 'run') return undefined;
      channel.take(); // the worker is quick
      return new Error('cannot be cloned');
    };

    assert.throws(() => inHand.give([chunkOf(1)]));

    assert.deepEqual(channel.news().slice(-2), ['take back', 'drop 1']);
    assert.equal(inHand.isEmpty, true);
  });
});

describe('ChunksInHand: takeBack', () => {
  it('takes what was not started, the next to run first', () => {
    const { channel, inHand } = open(1, 2, 3);
    channel.take();

    assert.deepEqual(idsOf(inHand.takeBack(all)), [2, 3]);

    assert.deepEqual(channel.news(), ['take back 2 3', 'drop 2 3']);
    assert.deepEqual([...inHand.all.keys()], [1]);
  });

  it('gives new tickets to those that are not wanted, in their order', () => {
    const { channel, inHand } = open(1, 2, 3, 4);

    assert.deepEqual(idsOf(inHand.takeBack(isOneOf(2, 4))), [2, 4]);

    assert.deepEqual(channel.news(), ['take back 1 2 3 4', 'issue 1 3', 'run', 'drop 2 4']);
    assert.deepEqual([...inHand.all.keys()], channel.tickets.waiting);
  });

  it('has nothing dropped if nothing is wanted', () => {
    const { channel, inHand } = open(1, 2);

    assert.deepEqual(inHand.takeBack(isOneOf(9)), []);

    assert.deepEqual(channel.news(), ['take back 1 2', 'issue 1 2', 'run']);
  });

  it('says nothing to a worker that has started everything', () => {
    const { channel, inHand } = open(1);
    channel.take();

    assert.deepEqual(inHand.takeBack(all), []);

    assert.deepEqual(channel.news(), ['take back']);
  });
});

describe('ChunksInHand: takeRunning', () => {
  it('takes the running chunk out of hand, and returns what was not started', () => {
    const { channel, inHand } = open(1, 2, 3);
    channel.take();

    assert.deepEqual(idsOf(inHand.takeRunning(isOneOf(1))), [2, 3]);

    assert.equal(inHand.isEmpty, true);
  });

  it('changes nothing if another chunk is running', () => {
    const { channel, inHand } = open(1, 2, 3);
    channel.take();

    assert.equal(inHand.takeRunning(isOneOf(2)), undefined);

    assert.deepEqual([...inHand.all.keys()], [1, 2, 3]);
    assert.deepEqual(channel.news(), ['take back 2 3', 'issue 2 3', 'run']);
  });

  it('leaves in hand the chunks that are done, but whose results are on their way', () => {
    const { channel, inHand } = open(1, 2, 3);
    channel.take();
    channel.take();

    assert.equal(inHand.takeRunning(isOneOf(1)), undefined, '1 is done');
    assert.deepEqual(idsOf(inHand.takeRunning(isOneOf(2))), [3]);

    assert.deepEqual([...inHand.all.keys()], [1]);
  });

  it('takes nothing from a worker that runs nothing', () => {
    const { channel, inHand } = open(1);

    assert.equal(inHand.takeRunning(all), undefined);

    assert.deepEqual(channel.tickets.waiting, [1]);
  });
});

describe('ChunksInHand: what it knows', () => {
  it('finds out whether nothing was started, and leaves all tickets as they were', () => {
    const { channel, inHand } = open(1, 2);

    assert.equal(inHand.probeUnstarted(), true);
    assert.deepEqual(channel.tickets.waiting, [1, 2]);

    channel.take();
    assert.equal(inHand.probeUnstarted(), false);
    assert.deepEqual(channel.tickets.waiting, [2]);
    assert.equal(open().inHand.probeUnstarted(), false);
  });

  it('hands out a chunk that is done once', () => {
    const { inHand } = open(1, 2);

    assert.equal(inHand.takeDone(1)?.id, 1);
    assert.equal(inHand.takeDone(1), undefined);
    assert.deepEqual([...inHand.all.keys()], [2]);
  });

  it('tells at the end what was started and what was not, and frees the tickets', () => {
    const { channel, inHand } = open(1, 2, 3);
    channel.take();

    const { started, unstarted } = inHand.takeAll();

    assert.deepEqual([idsOf(started), idsOf(unstarted)], [[1], [2, 3]]);
    assert.deepEqual([inHand.isEmpty, channel.news().at(-1)], [true, 'close tickets']);
  });
});

describe('ChunksInHand: since when the first is the first', () => {
  it('counts from the moment at which it was given to empty hands', (t) => {
    const time = clock(t);
    const { inHand } = open();

    time.nowMs = 10;
    inHand.give([chunkOf(1), chunkOf(2)]);
    time.nowMs = 20;
    inHand.give([chunkOf(3)]);

    assert.equal(inHand.frontSinceMs, 10);
  });

  it('counts anew when the first is taken back, and not when one behind it is', (t) => {
    const time = clock(t);
    const { inHand } = open(1, 2, 3);

    time.nowMs = 10;
    inHand.takeBack(isOneOf(2));
    assert.equal(inHand.frontSinceMs, 0);
    time.nowMs = 20;
    inHand.takeBack(isOneOf(1));
    assert.equal(inHand.frontSinceMs, 20);
  });

  it('goes on counting for a chunk that is running, whatever is taken back from behind it', (t) => {
    const time = clock(t);
    const { channel, inHand } = open(1, 2, 3);
    channel.take();

    time.nowMs = 10;
    inHand.takeBack(all);

    assert.equal(inHand.frontSinceMs, 0);
  });

  it('goes on counting when nothing was taken', (t) => {
    const time = clock(t);
    const { channel, inHand } = open(1, 2);
    channel.take();

    time.nowMs = 10;
    inHand.takeRunning(isOneOf(2));
    inHand.probeUnstarted();
    inHand.takeBack(isOneOf(9));

    assert.equal(inHand.frontSinceMs, 0);
  });
});
