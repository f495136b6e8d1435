import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bodyOf, isTooLong } from '#dist/cluster/messages/large-bodies.js';
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

describe('Large bodies', () => {
  it('are those that leave no room for the headers', async () => {
    await using cluster = new MemoryCluster({ maxMessageBytes: 10_000 });

    const fits = isTooLong(bytes(5904), cluster.submitter);
    const doesNot = isTooLong(bytes(5905), cluster.submitter);

    assert.deepEqual([fits, doesNot], [false, true]);
  });

  it('stay in the message if they are short enough', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();

    const { message, ref } = writeChunk({ id: 'x', body: bytes(10) }, METADATA, open);
    const verified = open.signer.verify('kept-chunk', message);

    assert.equal(ref, '');
    assert.deepEqual(await bodyOf(verified, { job: 'j', ref }, open), bytes(10));
  });

  it('are what was signed, whatever else somebody has put under their name', async () => {
    await using cluster = new MemoryCluster({ maxMessageBytes: 8192 });
    const open = await cluster.connect();
    const { message, ref } = writeChunk({ id: 'x', body: bytes(9000) }, METADATA, open);
    const verified = open.signer.verify('kept-chunk', message);
    const place = { job: 'j', ref };

    const missing = await bodyOf(verified, place, open);
    await open.engine.store.put('j', ref, bytes(9000));
    const stored = await bodyOf(verified, place, open);
    await open.engine.store.put('j', ref, bytes(9001));

    assert.deepEqual([ref, message.body.byteLength, missing], ['c-2', 0, undefined]);
    assert.deepEqual(stored, bytes(9000));
    assert.deepEqual(await bodyOf(verified, place, open), bytes(9000));
  });
});
