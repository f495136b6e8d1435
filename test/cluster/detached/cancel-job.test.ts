import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cancelJob } from '#dist/cluster/detached/cancel-job.js';
import { EngineError } from '#dist/cluster/engine/engine-error.js';
import { chunk } from '../engine/stage.ts';
import { bytes, MemoryCluster } from '../memory-cluster.ts';

describe('cancelJob', () => {
  for (const isFull of [false, true]) {
    it(`takes a job away with everything that belongs to it, and tells the hosts${isFull ? ', where the server has no room' : ''}`, async () => {
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

      const mark = open.engine.chunks.markCancelled.bind(open.engine.chunks);
      open.engine.chunks.markCancelled = async (...args) => {
        // There is room for it when the job is gone.
        if (isFull && cluster.waiting > 0) throw new EngineError('full', 'no room');
        await mark(...args);
      };

      const dropped = await cancelJob(open, job);
      await new Promise((resolve) => setImmediate(resolve));

      assert.deepEqual([dropped, told], [3, [job]]);
      const { bodies, logs } = cluster.server;
      assert.deepEqual([cluster.waiting, bodies.size, logs.size], [0, 0, 0]);
    });
  }

  it('takes it away where there is no room afterwards either, and says that hosts were not told', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();
    await open.engine.chunks.publish(chunk(0, { job: 'd-1' }));
    open.engine.chunks.markCancelled = async () =>
      await Promise.reject(new EngineError('full', 'no room'));

    await assert.rejects(cancelJob(open, 'd-1'), {
      reason: 'full',
      message: 'all of job d-1 was taken away, but hosts that run it could not be told: no room',
    });

    assert.equal(cluster.waiting, 0);
  });
});
