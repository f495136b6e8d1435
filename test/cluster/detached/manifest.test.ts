import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findManifest, readManifest, writeManifest } from '#dist/cluster/detached/manifest.js';
import { sharedKeys } from '#dist/cluster/signing/keyring.js';
import { Signer } from '#dist/cluster/signing/signer.js';
import { MemoryCluster } from '../memory-cluster.ts';

describe('A manifest', () => {
  const MANIFEST = { name: 'f', items: 3, chunks: 2, submittedAtMs: 5 };

  it('comes out of the store as it was written', async () => {
    await using cluster = new MemoryCluster();

    const store = await cluster.connect();
    await writeManifest(store, 'd-1', MANIFEST);

    assert.deepEqual(await readManifest(store, 'd-1'), MANIFEST);
    assert.equal(await findManifest(store, 'd-2'), undefined);
  });

  it('that is not there says why that may be', async () => {
    await using cluster = new MemoryCluster();

    const store = await cluster.connect();

    await assert.rejects(readManifest(store, 'd-2'), /no detached job 'd-2'/);
  });

  it('is what somebody with our key has signed for this job, whatever others put there', async () => {
    await using cluster = new MemoryCluster();
    const store = await cluster.connect();
    const stranger = new Signer(sharedKeys(['a secret of somebody else']), 'test');
    const forge = async (signer: Signer, job: string, bytes?: Uint8Array): Promise<void> => {
      await writeManifest({ engine: store.engine, signer }, job, { ...MANIFEST, items: 0 });
      if (bytes !== undefined) await store.engine.store.put(job, 'manifest', bytes);
    };
    await forge(stranger, 'd-1', Buffer.from(JSON.stringify({ ...MANIFEST, items: 0 })));
    await assert.rejects(readManifest(store, 'd-1'), /no detached job 'd-1'/);

    await writeManifest(store, 'd-1', MANIFEST);
    await forge(store.signer, 'd-2');
    const copied = await store.engine.store.get('d-2', 'manifest');
    await forge(stranger, 'd-1', copied);

    assert.deepEqual(await readManifest(store, 'd-1'), MANIFEST);
  });
});
