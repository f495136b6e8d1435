import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Chunk } from '#dist/core/job/chunk.js';
import { CreditQueues } from '#dist/cluster/submit/credit-queues.js';
import { TestJob } from '../test-job.ts';

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

describe('CreditQueues', () => {
  it('send what there is credit for, whatever else waits', async () => {
    const sent: string[] = [];
    const credits: Record<string, number> = { '': 1, gpu: 0 };
    const queues = new CreditQueues({
      credit: (placement) => credits[placement] ?? 0,
      inFlight: (placement) => sent.filter((one) => one === placement).length,
      send: ({ placement }: Chunk) => sent.push(placement),
      onSent: () => {},
    });
    const [gpu, plain] = [new TestJob(undefined, 'gpu'), new TestJob()];

    for (const job of [gpu, plain, plain]) queues.push(job.chunk(['x']));
    await turn();
    const first = [[...sent], queues.placements];
    credits['gpu'] = 1;
    queues.sendSoon();
    await turn();
    const second = [[...sent], queues.placements];
    sent.shift(); // the plain one is done
    queues.putBack('', []);
    await turn();

    assert.deepEqual(first, [[''], ['gpu', '']]);
    assert.deepEqual(second, [['', 'gpu'], ['']]);
    assert.deepEqual([sent, queues.isEmpty], [['gpu', ''], true]);
  });

  it('forget what is left of a placement', async () => {
    const queues = new CreditQueues({
      credit: () => 0,
      inFlight: () => 0,
      send: () => {},
      onSent: () => {},
    });
    queues.push(new TestJob(undefined, 'gpu').chunk(['x']));

    queues.forget('gpu');
    queues.forget('never there');

    assert.equal(queues.isEmpty, true);
  });
});
