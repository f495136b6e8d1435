import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CreditQueue } from '#dist/cluster/submit/credit-queue.js';
import type { Chunk } from '#dist/core/job/chunk.js';
import { TestJob } from '../test-job.ts';

class Flow {
  credit = 0;
  readonly sent: number[] = [];
  rounds = 0;
  /** A chunk that holds this item cannot be sent. */
  unsendable: unknown;
  readonly queue = new CreditQueue({
    credit: () => this.credit,
    inFlight: () => this.sent.length,
    send: (chunk) => this.#send(chunk),
    onSent: () => {
      this.rounds += 1;
    },
  });

  #send(chunk: Chunk): void {
    if (this.unsendable !== undefined && Array.from(chunk.items).includes(this.unsendable)) {
      throw new Error('it cannot be cloned');
    }
    this.sent.push(chunk.first);
  }
}

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

describe('CreditQueue', () => {
  it('sends as many chunks as credit allows, and the rest when there is more', async () => {
    const flow = new Flow();
    const job = new TestJob();
    flow.credit = 2;

    for (const first of [0, 1, 2, 3]) flow.queue.push(job.chunk(['x'], first));
    await turn();
    const early = [...flow.sent];
    flow.credit = 4;
    flow.queue.sendSoon();
    await turn();

    assert.deepEqual([early, flow.sent, flow.queue.isEmpty], [[0, 1], [0, 1, 2, 3], true]);
  });

  it('sends at the end of the turn, once for all that came in it', async () => {
    const flow = new Flow();
    const job = new TestJob();
    flow.credit = 10;

    flow.queue.push(job.chunk(['x'], 0));
    flow.queue.push(job.chunk(['x'], 1));
    assert.deepEqual(flow.sent, []);
    await turn();

    assert.deepEqual([flow.sent, flow.rounds], [[0, 1], 1]);
  });

  it('has a job cut no more chunks than can be sent', async () => {
    const flow = new Flow();
    const job = new TestJob();
    job.willCut(job.chunk(['x'], 0), job.chunk(['x'], 1), job.chunk(['x'], 2));
    flow.credit = 2;

    flow.queue.push(job);
    await turn();

    assert.deepEqual([flow.sent, job.nextChunk()?.first], [[0, 1], 2]);
  });

  it('sends what is put back before everything else', async () => {
    const flow = new Flow();
    const job = new TestJob();
    flow.credit = 3;

    flow.queue.push(job.chunk(['x'], 5));
    flow.queue.putBack([job.chunk(['x'], 1), job.chunk(['x'], 2)]);
    await turn();

    assert.deepEqual(flow.sent, [1, 2, 5]);
  });

  it('halves a chunk that cannot be sent until the item that cannot is alone, and fails that', async () => {
    const flow = new Flow();
    const job = new TestJob();
    flow.credit = 10;
    flow.unsendable = 'bad';

    flow.queue.push(job.chunk(['a', 'b', 'bad', 'd']));
    await turn();

    assert.deepEqual([flow.sent, [...job.failures.keys()]], [[0, 3], [2]]);
  });

  it('forgets everything when it is cleared', async () => {
    const flow = new Flow();
    flow.credit = 10;
    flow.queue.push(new TestJob().chunk(['x']));

    flow.queue.clear();
    await turn();

    assert.deepEqual([flow.sent, flow.queue.isEmpty], [[], true]);
  });
});
