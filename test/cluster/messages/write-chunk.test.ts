import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readChunkMetadata } from '#dist/cluster/messages/metadata.js';
import { writeChunk } from '#dist/cluster/messages/write-chunk.js';
import { bytes, MemoryCluster } from '../memory-cluster.ts';

const METADATA = {
  job: 'j',
  index: 2,
  serial: 0,
  first: 4,
  count: 2,
  total: 6,
  recipe: 'r',
  namespace: 's',
  reply: 'log',
};

describe('writeChunk', () => {
  it('publishes under the id it is given, and gives each message another signature', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();

    const first = writeChunk({ id: 'j.2.x', body: bytes(10) }, METADATA, open).message;
    const again = writeChunk({ id: 'j.2.x', body: bytes(10) }, METADATA, open).message;

    assert.deepEqual([first.id, again.id, first.job, first.index], ['j.2.x', 'j.2.x', 'j', 2]);
    assert.notEqual(first.headers['Mh-Signature'], again.headers['Mh-Signature']);
  });

  it('signs for all of its metadata and its body', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();

    const { message } = writeChunk({ id: 'j.2.x', body: bytes(10) }, METADATA, open);
    const { headers, body } = open.signer.verify('kept-chunk', message);

    assert.deepEqual(readChunkMetadata(headers), { ...METADATA, ref: '' });
    assert.deepEqual(body, bytes(10));
    const moved = { ...message, headers: { ...message.headers, first: '5' } };
    assert.throws(() => open.signer.verify('kept-chunk', moved), { reason: 'signature' });
  });

  it('leaves out a body that is too long, and names its place', async () => {
    await using cluster = new MemoryCluster({ maxMessageBytes: 8192 });
    const open = await cluster.connect();

    const { message, ref } = writeChunk({ id: 'j.2.x', body: bytes(9000) }, METADATA, open);

    assert.deepEqual([ref, message.headers['ref'], message.body.byteLength], ['c-2', 'c-2', 0]);
  });
});
