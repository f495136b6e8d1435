import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Standstill, STANDSTILL_MS } from '#dist/core/schedule/head-of-line.js';

/** A worker with these chunks in hand. */
class Worker {
  readonly inHand = new Map<number, null>();

  constructor(...chunkIds: number[]) {
    for (const id of chunkIds) this.inHand.set(id, null);
  }
}

describe('Standstill', () => {
  it('is seen when a worker has had the same chunk before it for long', () => {
    const standstill = new Standstill<Worker>();
    const worker = new Worker(1, 2, 3);

    const looks = [0, STANDSTILL_MS, STANDSTILL_MS + 1].map((ms) => standstill.look(worker, ms));

    assert.deepEqual(looks, [false, false, true]);
  });

  it('ends with the chunk, and the time of the next one counts from then', () => {
    const standstill = new Standstill<Worker>();
    const worker = new Worker(1, 2);
    standstill.look(worker, 0);

    worker.inHand.delete(1);
    const looks = [100, 100 + STANDSTILL_MS, 101 + STANDSTILL_MS].map((ms) =>
      standstill.look(worker, ms),
    );

    assert.deepEqual(looks, [false, false, true]);
  });

  it('is none for a worker that gets on, however long it has been at work', () => {
    const standstill = new Standstill<Worker>();
    const worker = new Worker();

    for (let id = 1; id < 100; id += 1) {
      worker.inHand.set(id, null);
      assert.equal(standstill.look(worker, id * STANDSTILL_MS), false);
      worker.inHand.delete(id);
    }
  });

  it('is none for a worker that has nothing', () => {
    const standstill = new Standstill<Worker>();
    const worker = new Worker();

    assert.deepEqual([standstill.look(worker, 0), standstill.look(worker, 1e6)], [false, false]);
  });

  it('of one worker says nothing of another', () => {
    const standstill = new Standstill<Worker>();
    const [slow, quick] = [new Worker(1), new Worker(2)];
    standstill.look(slow, 0);
    standstill.look(quick, 1000);

    assert.deepEqual([standstill.look(slow, 1001), standstill.look(quick, 1001)], [true, false]);
  });
});
