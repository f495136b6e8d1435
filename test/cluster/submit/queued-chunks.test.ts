import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writeChunk } from '#dist/cluster/messages/write-chunk.js';
import { queuedChunks } from '#dist/cluster/submit/queued-chunks.js';
import { bytes, MemoryCluster } from '../memory-cluster.ts';

const METADATA = { serial: 1, first: 0, count: 1, total: 9, recipe: 'r', namespace: 's' };

describe('queuedChunks', () => {
  it('finds what is waited for, and discards garbage, copies and what is done', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();
    const { chunks } = open.engine;
    for (const [index, id] of [
      [0, 'a'],
      [1, 'b'],
      [1, 'copy'],
      [2, 'done'],
    ] as const) {
      const place = { ...METADATA, job: 'j', index, reply: open.address };
      await chunks.publish(writeChunk({ id, body: bytes(1) }, place, open).message);
    }
    await chunks.publish({ job: 'j', index: 3, id: 'garbage', headers: {}, body: bytes(1) });
    await chunks.publish({ job: 'other', index: 0, id: 'other', headers: {}, body: bytes(1) });

    const found = await queuedChunks('j', open, (index) => index !== 2);

    assert.deepEqual([...found.keys()].toSorted(), [0, 1]);
    assert.deepEqual([...(await chunks.waiting())].toSorted(), [
      ['j', 2],
      ['other', 1],
    ]);
  });
});
