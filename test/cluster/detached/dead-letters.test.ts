import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findDeadLetters, retryDeadLetters } from '#dist/cluster/detached/dead-letters.js';
import { encodeChunk } from '#dist/cluster/messages/bodies.js';
import { lastTryNote, RESULT_LOG } from '#dist/cluster/messages/metadata.js';
import { putMessage } from '#dist/cluster/messages/stored-message.js';
import { writeChunk } from '#dist/cluster/messages/write-chunk.js';
import { MemoryCluster } from '../memory-cluster.ts';
import { SPEC } from '../test-job.ts';

const JOB = 'd-1';

/** A chunk that a host was given for the last time, and has not finished. */
async function lose(cluster: MemoryCluster, isNoted = true, on?: string): Promise<void> {
  const access = await cluster.connect();
  const place = { job: JOB, index: 0, serial: 0, first: 0, count: 1, total: 1 };
  const kept = {
    recipe: 'r',
    namespace: JOB,
    reply: RESULT_LOG,
    ...(on === undefined ? {} : { on }),
  };
  const body = encodeChunk({ id: 0, spec: SPEC, items: ['a'], attempt: 0 });
  const { message } = writeChunk({ id: `${JOB}.0`, body }, { ...place, ...kept }, access);
  await access.engine.chunks.publish(message);
  const [delivery] = await cluster.take(1);
  const of = cluster.signer.verify('kept-chunk', message).id;
  if (isNoted) await putMessage(access, 'last-try', { job: JOB, name: lastTryNote(0), of });
  delivery?.giveBack();
}

describe('Dead letters', () => {
  it('are chunks that no host has finished, and can be given out again', async () => {
    await using cluster = new MemoryCluster({ maxDeliveries: 1 });
    const access = { engine: cluster.submitter, signer: cluster.signer };
    await lose(cluster);

    const before = await findDeadLetters(access, JOB);
    const count = await retryDeadLetters(access, JOB);
    const [again] = await cluster.take(1);
    const after = await findDeadLetters(access, JOB);

    assert.deepEqual([before.map(({ metadata }) => metadata.index), count], [[0], 1]);
    assert.deepEqual([again?.job, again?.index, again?.deliveryCount], [JOB, 0, 1]);
    assert.deepEqual([after, cluster.waiting], [[], 1]);
  });

  it('wait for hosts with the same labels again', async () => {
    await using cluster = new MemoryCluster({ maxDeliveries: 1 });
    const access = { engine: cluster.submitter, signer: cluster.signer };
    await lose(cluster, true, 'gpu+zone=eu-1.a');

    const count = await retryDeadLetters(access, JOB);

    const queues = [...cluster.server.queue.entries()].map(({ chunk }) => chunk.queue);
    assert.deepEqual([count, queues], [1, ['gpu+zone=eu-1~a']]);
  });

  it('are none that only the engine calls so', async () => {
    await using cluster = new MemoryCluster({ maxDeliveries: 1 });
    await lose(cluster, false);

    assert.deepEqual(
      await findDeadLetters({ engine: cluster.submitter, signer: cluster.signer }, JOB),
      [],
    );
  });
});
