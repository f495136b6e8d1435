import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '#dist/cluster/engine/memory/clock.js';
import { type Entry, MemoryQueue } from '#dist/cluster/engine/memory/memory-queue.js';
import { chunk } from '../stage.ts';

const ACK_WAIT_MS = 1000;
const WINDOW_MS = 5000;

function newQueue(options: { readonly maxDeliveries?: number; readonly maxChunks?: number } = {}) {
  const clock = new ManualClock();
  const { maxDeliveries = 3, maxChunks = 10 } = options;
  const queue = new MemoryQueue({
    clock,
    ackWaitMs: ACK_WAIT_MS,
    maxDeliveries,
    duplicateWindowMs: WINDOW_MS,
    maxChunks,
  });
  const taken: Entry[] = [];
  const take = (wanted: number): void =>
    queue.request({ wanted, onEntry: (entry) => taken.push(entry) });
  return { clock, queue, taken, take };
}

const indices = (entries: readonly Entry[]): number[] => entries.map((entry) => entry.chunk.index);

describe('MemoryQueue', () => {
  it('gives chunks in their order, and never more than were requested', () => {
    const { queue, taken, take } = newQueue();
    for (const index of [0, 1, 2]) queue.publish(chunk(index));

    take(2);

    assert.deepEqual([indices(taken), queue.size], [[0, 1], 3]);
  });

  it('gives a chunk to whoever has waited longest', () => {
    const { queue } = newQueue();
    const got: string[] = [];
    queue.request({ wanted: 1, onEntry: () => got.push('first') });
    queue.request({ wanted: 1, onEntry: () => got.push('second') });

    queue.publish(chunk(0));
    queue.publish(chunk(1));

    assert.deepEqual(got, ['first', 'second']);
  });

  it('gives a chunk again, before all others, when nobody has spoken of it for too long', () => {
    const { clock, queue, taken, take } = newQueue();
    for (const index of [0, 1]) queue.publish(chunk(index));
    take(1);

    clock.advance(ACK_WAIT_MS - 1);
    take(2);
    const early = indices(taken);
    clock.advance(1);

    assert.deepEqual(
      [early, indices(taken)],
      [
        [0, 1],
        [0, 1, 0],
      ],
    );
    assert.equal(taken[2]?.deliveryCount, 2);
  });

  it('begins the wait anew when it is extended, but not for a host that has lost the chunk', () => {
    const { clock, queue, taken, take } = newQueue();
    queue.publish(chunk(0));
    take(2);
    const [entry] = taken;
    assert.ok(entry !== undefined);

    clock.advance(ACK_WAIT_MS - 1);
    queue.extend(entry, 1);
    clock.advance(ACK_WAIT_MS - 1);
    const whileExtended = taken.length;
    clock.advance(1);
    queue.giveBack(entry, 1); // it is another's now

    assert.deepEqual([whileExtended, taken.length, entry.deliveryCount], [1, 2, 2]);
  });

  it('has a chunk as poison when it was given too often, and tells once', () => {
    const { queue, take } = newQueue({ maxDeliveries: 2 });
    const told: number[] = [];
    queue.onPoison.add((entry) => told.push(entry.chunk.index));
    queue.publish(chunk(7));

    for (let round = 1; round <= 2; round += 1) {
      take(1);
      for (const entry of [...queue.entries()]) queue.giveBack(entry, round);
    }
    take(1);

    assert.deepEqual([told, indices([...queue.poison]), queue.size], [[7], [7], 1]);
  });

  it('takes an id once within the duplicate window, also when it is gone', () => {
    const { clock, queue, taken, take } = newQueue();
    take(5);
    queue.publish(chunk(0));
    const [entry] = taken;
    assert.ok(entry !== undefined);
    queue.acknowledge(entry);

    const isTaken = queue.publish(chunk(0));
    const during = taken.length;
    clock.advance(WINDOW_MS);
    queue.publish(chunk(0));

    assert.deepEqual([isTaken, during, taken.length], [true, 1, 2]);
  });

  it('is full at its limit, and has changed nothing then', () => {
    const { queue } = newQueue({ maxChunks: 2 });

    const published = [0, 1, 2].map((index) => queue.publish(chunk(index)));
    queue.purge('j');

    assert.deepEqual(
      [published, queue.size, queue.publish(chunk(2))],
      [[true, true, false], 0, true],
    );
  });

  it('purges one job, wherever its chunks are', () => {
    const { clock, queue, take } = newQueue();
    for (const index of [0, 1]) queue.publish(chunk(index, { job: 'a' }));
    queue.publish(chunk(0, { job: 'b' }));
    take(1);

    const dropped = queue.purge('a');
    clock.advance(ACK_WAIT_MS);

    assert.equal(dropped, 2);
    assert.deepEqual(
      [...queue.entries()].map((entry) => entry.chunk.job),
      ['b'],
    );
  });

  it('ends the waits that it has started', () => {
    const { clock, queue, take } = newQueue();
    queue.publish(chunk(0));
    take(1);
    const during = clock.alarms;

    queue.end();

    assert.deepEqual([during, clock.alarms], [1, 0]);
  });
});
