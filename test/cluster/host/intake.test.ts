import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChunkSubscription } from '#dist/cluster/engine/engine.js';
import { Intake } from '#dist/cluster/host/intake.js';

/** A queue that writes down what is asked of it; each subscription has a number. */
class Queue {
  readonly calls: string[] = [];
  #next = 1;

  async receive(): Promise<ChunkSubscription> {
    const number = this.#next;
    this.#next += 1;
    this.calls.push(`open ${number}`);
    const stop = async (): Promise<void> => void this.calls.push(`stop ${number}`);
    const request = (count: number): void => void this.calls.push(`${number} takes ${count}`);
    return { request, stop, [Symbol.asyncDispose]: stop };
  }
}

const THREE = (): number => 3;

describe('Intake', () => {
  it('takes what is free when it begins, and what is requested then', async () => {
    const queue = new Queue();
    const intake = new Intake(queue, () => {});

    intake.request(9); // it has not begun
    await intake.resume(THREE);
    intake.request(1);

    assert.deepEqual(queue.calls, ['open 1', '1 takes 3', '1 takes 1']);
  });

  it('takes nothing while it is paused, and has a new subscription then', async () => {
    const queue = new Queue();
    const intake = new Intake(queue, () => {});
    await intake.resume(THREE);

    const pausing = intake.pause();
    const during = intake.isTaking;
    intake.request(1);
    const resuming = intake.resume(THREE); // before it has paused
    await Promise.all([pausing, resuming]);

    assert.equal(during, false);
    assert.deepEqual(queue.calls, ['open 1', '1 takes 3', 'stop 1', 'open 2', '2 takes 3']);
  });

  it('stays stopped', async () => {
    const queue = new Queue();
    const intake = new Intake(queue, () => {});
    const resuming = intake.resume(THREE);

    await intake.stop();
    await resuming;
    await intake.resume(THREE);
    await intake.pause();

    assert.deepEqual(queue.calls, []);
    assert.equal(intake.isTaking, false);
  });
});
