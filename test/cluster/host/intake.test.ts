import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChunkSubscription } from '#dist/cluster/engine/engine.js';
import { Intake } from '#dist/cluster/host/intake.js';
import { until } from '../../until.ts';

/** A queue that writes down what is asked of it; each subscription has a number. */
class Queue {
  readonly calls: string[] = [];
  readonly lines: string[] = [];
  readonly intake = new Intake({
    chunks: this,
    labels: {},
    onDelivery: () => {},
    free: () => 3,
    log: (line) => this.lines.push(line),
    note: (line) => this.lines.push(line),
    onChange: () => this.calls.push('said'),
  });
  #next = 1;

  async receive(): Promise<ChunkSubscription> {
    const number = this.#next;
    this.#next += 1;
    this.calls.push(`open ${number}`);
    const stop = async (): Promise<void> => void this.calls.push(`stop ${number}`);
    const request = (count: number): void => void this.calls.push(`${number} takes ${count}`);
    return { request, stop, [Symbol.asyncDispose]: stop };
  }

  quarantine(): void {
    for (let i = 0; i < 3; i += 1) this.intake.quarantine.fail('f', true);
  }
}

describe('Intake', () => {
  it('takes what is free when it begins, and what is requested then', async () => {
    const { intake, calls } = new Queue();

    intake.request(9); // it has not begun
    await intake.resume();
    intake.request(1);

    assert.deepEqual(calls, ['open 1', '1 takes 3', '1 takes 1']);
  });

  it('takes nothing in quarantine, and has a new subscription then', async () => {
    const queue = new Queue();
    const { intake, calls } = queue;
    await intake.resume();

    queue.quarantine();
    const during = intake.isTaking;
    intake.request(1);
    intake.quarantine.end(); // before it has stopped
    await until('the news', () => calls.filter((call) => call === 'said').length === 2);

    assert.equal(during, false);
    const taken = calls.filter((call) => call !== 'said');
    assert.deepEqual(taken, ['open 1', '1 takes 3', 'stop 1', 'open 2', '2 takes 3']);
    assert.deepEqual(queue.lines.length, 2);
  });

  it('stays stopped', async () => {
    const queue = new Queue();
    const { intake, calls } = queue;
    const resuming = intake.resume();

    await intake.stop();
    await resuming;
    await intake.resume();
    queue.quarantine();
    intake.quarantine.end();

    assert.deepEqual(calls, []);
    assert.equal(intake.isTaking, false);
  });
});
