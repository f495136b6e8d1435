import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Delivery } from '#dist/cluster/engine/engine.js';
import { encodeResult } from '#dist/cluster/messages/bodies.js';
import { readChunkMetadata, resultHeaders } from '#dist/cluster/messages/metadata.js';
import { ClusterScheduler } from '#dist/cluster/submit/cluster-scheduler.js';
import { until } from '../../until.ts';
import { announcement } from '../hosts.ts';
import { MemoryCluster, newSigner } from '../memory-cluster.ts';
import { TestJob } from '../test-job.ts';

function schedulerOver(cluster: MemoryCluster): ClusterScheduler {
  return new ClusterScheduler({
    connect: async () => cluster.submitter,
    signer: newSigner(),
    namespace: 's-test',
    poolName: 'test',
    lostMs: 60_000,
    overdueMs: 30_000,
    tidyMs: 5000,
    setup: undefined,
    classes: undefined,
  });
}

/** A host that is there, and does nothing by itself. */
async function announce(cluster: MemoryCluster, slots: number): Promise<void> {
  await cluster.host.presence.announce(() => announcement(newSigner(), 'a', slots));
  cluster.host.control.say('hosts', announcement(newSigner(), 'a', slots));
}

/** What a host does when it has run a chunk, here: every item becomes `'done'`. */
async function answer(cluster: MemoryCluster, delivery: Delivery): Promise<void> {
  const { headers } = cluster.signer.verify('chunk', delivery);
  const { job, index, first, count, reply } = readChunkMetadata(headers);
  const values = Array.from({ length: count }, () => 'done');
  const message = newSigner().sign(
    'result',
    resultHeaders({ job, index, first, count, worker: 'host a', ref: '' }),
    encodeResult({ id: 0, from: 0, values, errors: [], runMs: 1 }),
  );
  assert.equal(await cluster.host.replies.send(reply, message), 'acknowledged');
  delivery.acknowledge();
}

function submit(scheduler: ClusterScheduler, chunks: number): TestJob {
  const job = new TestJob(scheduler);
  job.willCut(...Array.from({ length: chunks }, (_, first) => job.chunk(['x'], first)));
  scheduler.submit(job);
  scheduler.enqueue(job);
  return job;
}

describe('ClusterScheduler', () => {
  it('keeps work until a host is there, and then sends twice as many chunks as it has slots', async () => {
    await using cluster = new MemoryCluster();
    const scheduler = schedulerOver(cluster);
    submit(scheduler, 10);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const before = [cluster.waiting, scheduler.slots];

    await announce(cluster, 3);
    await scheduler.ready();
    await until('the chunks', () => cluster.waiting >= 6);
    await new Promise((resolve) => setTimeout(resolve, 30));

    assert.deepEqual([before, cluster.waiting, scheduler.slots], [[0, 1], 6, 3]);
    scheduler.terminate();
    await scheduler.ended();
  });

  it('gives results to their job, and sends the next chunk for each', async () => {
    await using cluster = new MemoryCluster();
    const scheduler = schedulerOver(cluster);
    await announce(cluster, 1);
    const job = submit(scheduler, 3);

    const [first, second] = await cluster.take(2);
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(cluster.waiting, 2);
    await answer(cluster, first);
    const [third] = await cluster.take(1);
    assert.ok(third !== undefined);
    await answer(cluster, third);
    await answer(cluster, second);

    assert.deepEqual([...job.values.keys()].sort(), [0, 1, 2]);
    assert.deepEqual(job.workers, ['host a', 'host a', 'host a']);
    job.complete();
    scheduler.close();
    await scheduler.ended();
  });

  it('takes the first result of a chunk and drops all others', async () => {
    await using cluster = new MemoryCluster();
    const scheduler = schedulerOver(cluster);
    await announce(cluster, 1);
    const job = submit(scheduler, 1);
    const [delivery] = await cluster.take(1);
    assert.ok(delivery !== undefined);

    await answer(cluster, delivery);
    await answer(cluster, { ...delivery, acknowledge: () => {} });

    assert.equal(job.workers.length, 1);
    job.complete();
    scheduler.terminate();
    await scheduler.ended();
  });

  it('ends, after close, when its last job is over, and leaves nothing on the server', async () => {
    await using cluster = new MemoryCluster();
    const scheduler = schedulerOver(cluster);
    await announce(cluster, 1);
    const job = submit(scheduler, 1);
    const [delivery] = await cluster.take(1);
    assert.ok(delivery !== undefined);
    let hasEnded = false;

    scheduler.close();
    const ending = scheduler.ended().then(() => {
      hasEnded = true;
    });
    await answer(cluster, delivery);
    const early = hasEnded;
    job.complete();
    await ending;

    assert.equal(early, false);
    assert.deepEqual([cluster.waiting, cluster.server.bodies.size], [0, 0]);
    assert.equal(cluster.submitter.connection.state, 'closed');
    assert.deepEqual(scheduler.workers, []);
  });

  it('fails everything at once when it is terminated, and refuses jobs from then on', async () => {
    await using cluster = new MemoryCluster();
    const scheduler = schedulerOver(cluster);
    await announce(cluster, 1);
    const [running, waiting] = [submit(scheduler, 1), submit(scheduler, 5)];
    await until('the chunks', () => cluster.waiting === 2);

    scheduler.terminate();
    const late = submit(scheduler, 1);
    await scheduler.ended();

    for (const job of [running, waiting, late]) {
      assert.deepEqual(
        job.aborts.map((error) => (error as { code?: string }).code),
        ['ERR_POOL_TERMINATED'],
      );
    }
    assert.equal(cluster.waiting, 0);
    await assert.rejects(scheduler.ready(), { code: 'ERR_POOL_TERMINATED' });
  });

  it('may be closed and terminated in any order, and more than once', async () => {
    await using cluster = new MemoryCluster();
    const scheduler = schedulerOver(cluster);
    await announce(cluster, 1);
    await scheduler.ready();

    scheduler.close();
    scheduler.terminate();
    scheduler.close();
    await scheduler.ended();
    scheduler.terminate();
    await scheduler.ended();

    await assert.rejects(scheduler.ready(), { code: 'ERR_POOL_TERMINATED' });
  });

  it('cancels a job that somebody else has cancelled, and no other', async () => {
    await using cluster = new MemoryCluster();
    const scheduler = schedulerOver(cluster);
    await announce(cluster, 2);
    const [cancelled, other] = [submit(scheduler, 1), submit(scheduler, 1)];
    const [delivery] = await cluster.take(2);
    assert.ok(delivery !== undefined);

    const message = newSigner().sign('cancel', { job: delivery.job }, new Uint8Array(0));
    await cluster.host.chunks.markCancelled(delivery.job, message);
    await until('the cancellation', () => cancelled.isOver);

    assert.equal((cancelled.aborts[0] as { code?: string }).code, 'ERR_POOL_JOB_CANCELLED');
    assert.equal(other.isOver, false);
    scheduler.terminate();
    await scheduler.ended();
  });

  it('fails what waits when the server cannot be reached', async () => {
    const scheduler = new ClusterScheduler({
      connect: async () => await Promise.reject(new Error('no server')),
      signer: newSigner(),
      namespace: 's-test',
      poolName: 'test',
      lostMs: 60_000,
      overdueMs: 30_000,
      tidyMs: 5000,
      setup: undefined,
      classes: undefined,
    });
    const job = submit(scheduler, 1);

    await assert.rejects(scheduler.opened(), { message: 'no server' });
    await scheduler.ended();

    assert.equal((job.aborts[0] as Error).message, 'no server');
  });
});
