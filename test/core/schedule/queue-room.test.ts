import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ItemCounts } from '#dist/core/job/item-counts.js';
import { QueueRoom } from '#dist/core/schedule/queue-room.js';
import { turn } from './stage.ts';

interface Opened {
  readonly counts: ItemCounts;
  readonly room: QueueRoom;
  /** `settled` is what has been awaited by now. */
  readonly settled: number[];
  readonly wait: (below: number) => void;
}

function open(pending: number, running: number): Opened {
  const counts = new ItemCounts();
  counts.pending = pending;
  const workers = Array.from({ length: running }, () => ({ inHand: { size: 2 } }));
  const room = new QueueRoom(counts, () => [...workers, { inHand: { size: 0 } }]);
  const settled: number[] = [];
  const wait = (below: number): void => {
    void room.drained(below).then(() => settled.push(below));
  };
  return { counts, room, settled, wait };
}

describe('QueueRoom', () => {
  it('counts what has not been started', () => {
    assert.equal(open(7, 2).room.queued, 5);
    assert.equal(open(1, 2).room.queued, 0);
  });

  it('lets those go on for whom few enough wait, and no others', async () => {
    const { counts, room, settled, wait } = open(5, 1);
    for (const below of [1, 3, 5, 6]) wait(below);
    await turn();
    assert.deepEqual(settled, [5, 6], 'four wait');

    counts.pending = 3;
    room.look();
    await turn();
    assert.deepEqual(settled.toSorted(), [3, 5, 6]);

    counts.pending = 1;
    room.look();
    await turn();
    assert.deepEqual(settled.toSorted(), [1, 3, 5, 6]);
  });

  it('lets all go on at the end', async () => {
    const { room, settled, wait } = open(5, 1);
    wait(1);

    room.end();
    await turn();

    assert.deepEqual(settled, [1]);
  });

  it('has readers read on when there is room, those first that have waited longest', () => {
    const { counts, room } = open(5, 1);
    counts.most = 5;
    const pulled: string[] = [];
    for (const name of ['a', 'b', 'a']) {
      const known = readers.get(name) ?? { pull: () => void pulled.push(name) };
      readers.set(name, known);
      room.awaitRoom(known);
    }

    room.look();
    assert.deepEqual(pulled, []);
    counts.pending = 4;
    room.look();
    assert.deepEqual(pulled, ['a', 'b']);
    room.look();
    assert.deepEqual(pulled, ['a', 'b'], 'once each');
  });
});

const readers = new Map<string, { pull(): void }>();
