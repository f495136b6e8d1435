import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cancelJob } from '#dist/cluster/detached/cancel-job.js';
import { chunk } from '../engine/stage.ts';
import { bytes, MemoryCluster } from '../memory-cluster.ts';

describe('cancelJob', () => {
  it('takes a job away with everything that belongs to it, and tells the hosts', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();
    const job = 'd-1';
    for (const index of [0, 1, 2]) await open.engine.chunks.publish(chunk(index, { job }));
    await open.engine.store.put(job, 'recipe', bytes(1));
    await cluster.host.results.append(job, { id: 'r', headers: {}, body: bytes(1) });
    const told: string[] = [];
    await cluster.host.chunks.onCancelled((mark) => {
      told.push(open.signer.verify('cancel', mark).headers['job'] ?? '');
    });

    const dropped = await cancelJob(open, job);
    await new Promise((resolve) => setImmediate(resolve));

    assert.deepEqual([dropped, told], [3, [job]]);
    const { bodies, logs } = cluster.server;
    assert.deepEqual([cluster.waiting, bodies.size, logs.size], [0, 0, 0]);
  });
});
