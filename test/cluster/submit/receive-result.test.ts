import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChunkResult } from '#dist/core/wire/messages.js';
import { sharedKeys } from '#dist/cluster/signing/keyring.js';
import { Signer } from '#dist/cluster/signing/signer.js';
import { encodeResult } from '#dist/cluster/messages/bodies.js';
import { resultHeaders } from '#dist/cluster/messages/metadata.js';
import { acceptResult, receiveResult } from '#dist/cluster/submit/receive-result.js';
import { MemoryCluster } from '../memory-cluster.ts';
import { TestJob } from '../test-job.ts';

const METADATA = { job: 'j', index: 3, first: 6, count: 2, worker: 'host a, worker 1', ref: '' };
const RESULT: ChunkResult = { id: 0, from: 0, values: ['x', 'y'], errors: [], runMs: 5 };
const wanted = (): boolean => true;

describe('receiveResult', () => {
  it('reads a signed result', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();
    const message = open.signer.sign('result', resultHeaders(METADATA), encodeResult(RESULT));

    const received = await receiveResult(message, open, wanted);

    assert.deepEqual(received?.metadata, METADATA);
    assert.deepEqual(Array.from(received?.result.values ?? []), ['x', 'y']);
  });

  it('refuses a result that is signed with another key, or is no result', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();
    const stranger = new Signer(sharedKeys(['a secret of somebody else']), 'test');
    const body = encodeResult(RESULT);
    const forged = stranger.sign('result', resultHeaders(METADATA), body);
    const chunk = open.signer.sign('chunk', resultHeaders(METADATA), body);

    await assert.rejects(receiveResult(forged, open, wanted), { reason: 'unknown-key' });
    await assert.rejects(receiveResult(chunk, open, wanted), { reason: 'kind' });
  });

  it('refuses more outcomes than the chunk has items', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();
    const tooMany = encodeResult({ ...RESULT, values: ['x', 'y', 'z'] });
    const message = open.signer.sign('result', resultHeaders(METADATA), tooMany);

    await assert.rejects(receiveResult(message, open, wanted), /more outcomes/);
  });

  it('fetches a long result from the store, once', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();
    const body = encodeResult(RESULT);
    await cluster.host.store.put('j', 'r-3', body);
    const headers = resultHeaders({ ...METADATA, ref: 'r-3' });
    const message = open.signer.sign('result', headers, body, true);

    const first = await receiveResult(message, open, wanted);
    const second = await receiveResult(message, open, wanted);

    assert.deepEqual(Array.from(first?.result.values ?? []), ['x', 'y']);
    assert.equal(second, undefined);
    assert.equal(cluster.server.bodies.has('j'), false);
  });

  it('takes what was signed, whatever somebody has put into the store in its place', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();
    const headers = resultHeaders({ ...METADATA, ref: 'r-3' });
    const message = open.signer.sign('result', headers, encodeResult(RESULT), true);
    const forged = encodeResult({ ...RESULT, values: ['no', 'no'] });
    for (const body of [forged, encodeResult(RESULT), forged]) {
      await cluster.host.store.put('j', 'r-3', body);
    }

    const received = await receiveResult(message, open, wanted);

    assert.deepEqual(Array.from(received?.result.values ?? []), ['x', 'y']);
  });

  it('drops a result that nobody waits for, with what is stored of it', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();
    const body = encodeResult(RESULT);
    await cluster.host.store.put('j', 'r-3', body);
    const headers = resultHeaders({ ...METADATA, ref: 'r-3' });
    const message = open.signer.sign('result', headers, body, true);

    const received = await receiveResult(message, open, () => false);

    assert.equal(received, undefined);
    assert.equal(cluster.server.bodies.has('j'), false);
  });
});

describe('acceptResult', () => {
  it('gives the outcomes to the job of the chunk, with the worker that ran it', () => {
    const job = new TestJob();

    const rest = acceptResult(
      job.chunk(['a', 'b'], 6),
      { metadata: METADATA, result: RESULT },
      undefined,
    );

    assert.deepEqual(rest, []);
    assert.deepEqual(
      [...job.values],
      [
        [6, 'x'],
        [7, 'y'],
      ],
    );
    assert.deepEqual(job.workers, ['host a, worker 1']);
  });

  it('unpacks instances first', () => {
    const job = new TestJob();
    const classes = {
      pack: () => assert.fail('a result is not packed here'),
      unpack: (result: ChunkResult) => ({ ...result, values: ['unpacked', 'too'] }),
    };

    acceptResult(job.chunk(['a', 'b']), { metadata: METADATA, result: RESULT }, classes);

    assert.deepEqual([...job.values.values()], ['unpacked', 'too']);
  });
});
