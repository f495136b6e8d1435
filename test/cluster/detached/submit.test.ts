import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import { readManifest } from '#dist/cluster/detached/manifest.js';
import { type DetachedRequest, submitDetached } from '#dist/cluster/detached/submit.js';
import { EngineError } from '#dist/cluster/engine/engine-error.js';
import { decodeChunk } from '#dist/cluster/messages/bodies.js';
import { readChunkMetadata, RESULT_LOG } from '#dist/cluster/messages/metadata.js';
import { unpackRecipe } from '#dist/cluster/messages/recipe.js';
import { bytes, MemoryCluster } from '../memory-cluster.ts';

function requestOf(items: readonly unknown[], chunkSize: number): DetachedRequest {
  return {
    fn: encodeFunction(Math.abs),
    items,
    chunkSize,
    timeoutMs: 50,
    retries: 1,
    placement: '',
    setup: undefined,
    classes: undefined,
  };
}

describe('submitDetached', () => {
  it('publishes every item once, with results to be kept', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();

    const job = await submitDetached(open, requestOf([1, 2, 3, 4, 5], 2));
    const deliveries = await cluster.take(3);

    const chunks = deliveries.map((delivery) => {
      const { headers, body } = open.signer.verify('kept-chunk', delivery);
      const { first, count, total, reply, namespace } = readChunkMetadata(headers);
      assert.deepEqual([delivery.job, total, reply, namespace], [job, 5, RESULT_LOG, job]);
      return [delivery.index, first, count, Array.from(decodeChunk(body).items)];
    });
    assert.deepEqual(chunks, [
      [0, 0, 2, [1, 2]],
      [1, 2, 2, [3, 4]],
      [2, 4, 1, [5]],
    ]);
  });

  it('keeps the function with its limits, and what people want to know of the job', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();

    const job = await submitDetached(open, requestOf([1, 2, 3], 2));
    const manifest = await readManifest(open, job);

    const hash = [...(cluster.server.bodies.get(job)?.keys() ?? [])].find((name) =>
      /^[0-9a-f]{64}$/.test(name),
    );
    assert.ok(hash !== undefined);
    const stored = await cluster.host.store.get(job, hash);
    const recipe = unpackRecipe({ hash, bytes: stored ?? new Uint8Array(0) });
    assert.deepEqual([recipe.fn.name, recipe.timeoutMs, recipe.retries], ['abs', 50, 1]);
    assert.deepEqual([manifest.name, manifest.items, manifest.chunks], ['abs', 3, 2]);
  });

  it('stores bodies that are too long', async () => {
    await using cluster = new MemoryCluster({ maxMessageBytes: 8192 });
    const open = await cluster.connect();

    const job = await submitDetached(open, requestOf([bytes(10_000)], 1));
    const [delivery] = await cluster.take(1);

    const { ref } = readChunkMetadata(delivery?.headers ?? {});
    const stored = await cluster.host.store.get(job, ref);
    const [item] = Array.from(decodeChunk(stored ?? new Uint8Array(0)).items);
    assert.deepEqual(item, bytes(10_000));
  });

  it('leaves nothing if it fails, also of what is being published at that moment', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();
    const publish = cluster.submitter.chunks.publish.bind(cluster.submitter.chunks);
    cluster.submitter.chunks.publish = async (chunk) => {
      if (chunk.index === 2) throw new EngineError('forbidden', 'not you');
      await new Promise((resolve) => setTimeout(resolve, 20));
      await publish(chunk);
    };

    const items = Array.from({ length: 200 }, (_, item) => item);
    await assert.rejects(submitDetached(open, requestOf(items, 1)), { reason: 'forbidden' });
    await new Promise((resolve) => setTimeout(resolve, 60));

    assert.deepEqual([cluster.waiting, cluster.server.bodies.size], [0, 0]);
  });

  it('names the function if an item cannot be sent', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();

    await assert.rejects(submitDetached(open, requestOf([() => 1], 1)), {
      code: 'ERR_POOL_NOT_SENDABLE',
    });
    assert.equal(cluster.waiting, 0);
  });
});
