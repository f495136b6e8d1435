import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findManifest, readManifest, writeManifest } from '#dist/cluster/detached/manifest.js';
import { MemoryCluster } from '../memory-cluster.ts';

describe('A manifest', () => {
  const MANIFEST = { name: 'f', items: 3, chunks: 2, submittedAtMs: 5 };

  it('comes out of the store as it was written', async () => {
    await using cluster = new MemoryCluster();

    await writeManifest(cluster.submitter, 'd-1', MANIFEST);

    assert.deepEqual(await readManifest(cluster.host, 'd-1'), MANIFEST);
    assert.equal(await findManifest(cluster.host, 'd-2'), undefined);
  });

  it('that is not there says why that may be', async () => {
    await using cluster = new MemoryCluster();

    await assert.rejects(readManifest(cluster.host, 'd-2'), /no detached job 'd-2'/);
  });

  it('is refused if it is something else', async () => {
    await using cluster = new MemoryCluster();
    for (const text of ['{}', '{"name":"f","items":1.5,"chunks":1,"submittedAtMs":0}']) {
      await cluster.submitter.store.put('d-1', 'manifest', Buffer.from(text));

      await assert.rejects(readManifest(cluster.host, 'd-1'), { name: 'ProtocolError' });
    }
  });
});
