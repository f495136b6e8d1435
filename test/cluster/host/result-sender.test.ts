import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChunkResult } from '#dist/core/wire/messages.js';
import { decodeError } from '#dist/core/codec/error/decode-error.js';
import type { Message, ReplyStatus } from '#dist/cluster/engine/engine.js';
import { ResultSender } from '#dist/cluster/host/result-sender.js';
import { decodeResult } from '#dist/cluster/messages/bodies.js';
import { readResultMetadata, RESULT_LOG } from '#dist/cluster/messages/metadata.js';
import { firstValue } from '#dist/core/wire/chunk-result.js';
import { until } from '../../until.ts';
import { bytes, MemoryCluster } from '../memory-cluster.ts';

const RESULT: ChunkResult = { id: 0, from: 0, values: ['x'], errors: [], runMs: 1 };

function metadataFor(reply: string) {
  return {
    job: 'j',
    index: 2,
    serial: 0,
    first: 4,
    count: 1,
    total: 9,
    recipe: 'r',
    namespace: 's',
    reply,
    ref: '',
  };
}

function senderOf(cluster: MemoryCluster, signal = new AbortController().signal): ResultSender {
  return new ResultSender({ engine: cluster.host, signer: cluster.signer, signal });
}

/** From now on a submitter answers with each of these in turn; returns how often it was asked. */
function answerWith(cluster: MemoryCluster, ...answers: readonly ReplyStatus[]): () => number {
  let asked = 0;
  cluster.host.replies.send = async () => {
    asked += 1;
    return answers[asked - 1] ?? 'acknowledged';
  };
  return () => asked;
}

describe('ResultSender', () => {
  it('sends a signed result to the submitter', async () => {
    await using cluster = new MemoryCluster();
    const replies: Message[] = [];
    const { address } = await cluster.connect(replies);

    const status = await senderOf(cluster).send(metadataFor(address), RESULT, {
      worker: 'host a, worker 1',
    });

    const [message] = replies;
    assert.ok(message !== undefined);
    const { headers, body } = cluster.signer.verify('result', message);
    assert.equal(status, 'delivered');
    assert.deepEqual(readResultMetadata(headers), {
      job: 'j',
      index: 2,
      first: 4,
      count: 1,
      worker: 'host a, worker 1',
      ref: '',
    });
    assert.deepEqual(Array.from(decodeResult(body).values), ['x']);
  });

  it('sends again while nobody answers', async () => {
    await using cluster = new MemoryCluster();
    const asked = answerWith(cluster, 'nobody', 'unanswered', 'acknowledged');

    const status = await senderOf(cluster).send(metadataFor('a'), RESULT, { worker: 'w' });

    assert.deepEqual([status, asked()], ['delivered', 3]);
  });

  it('does not send again what the submitter refuses', async () => {
    await using cluster = new MemoryCluster();
    const asked = answerWith(cluster, 'refused');

    const status = await senderOf(cluster).send(metadataFor('a'), RESULT, { worker: 'w' });

    assert.deepEqual([status, asked()], ['refused', 1]);
  });

  it('stops when nobody needs the result any more', async () => {
    await using cluster = new MemoryCluster();
    const dropped = new AbortController();
    const asked = answerWith(cluster, ...Array<ReplyStatus>(50).fill('nobody'));

    const sending = senderOf(cluster, dropped.signal).send(metadataFor('a'), RESULT, {
      worker: 'w',
    });
    await until('a try', () => asked() > 0);
    dropped.abort();

    assert.equal(await sending, 'dropped');
  });

  it('gives up after a minute without an answer, and deletes what it has stored', async (t) => {
    let nowMs = 0;
    t.mock.method(performance, 'now', () => nowMs);
    await using cluster = new MemoryCluster({ maxMessageBytes: 8192 });
    cluster.host.replies.send = async () => {
      assert.equal(cluster.server.bodies.has('j'), true);
      nowMs = 60_001;
      return 'nobody';
    };

    const result = { ...RESULT, values: [bytes(10_000)] };
    const status = await senderOf(cluster).send(metadataFor('a'), result, { worker: 'w' });

    assert.deepEqual([status, cluster.server.bodies.has('j')], ['unwanted', false]);
  });

  it('stores a result that is too long, and sends its name', async () => {
    await using cluster = new MemoryCluster({ maxMessageBytes: 8192 });
    const replies: Message[] = [];
    const { address } = await cluster.connect(replies);

    const result = { ...RESULT, values: [bytes(10_000)] };
    const status = await senderOf(cluster).send(metadataFor(address), result, { worker: 'w' });

    assert.equal(status, 'delivered');
    assert.equal(replies[0]?.body.byteLength, 0);
    assert.equal(readResultMetadata(replies[0]?.headers ?? {}).ref, 'r-2');
    const stored = await cluster.submitter.store.get('j', 'r-2');
    assert.deepEqual(firstValue(decodeResult(stored ?? new Uint8Array(0))), bytes(10_000));
  });

  it('keeps the result of a detached job in its log', async () => {
    await using cluster = new MemoryCluster();

    const status = await senderOf(cluster).send(metadataFor(RESULT_LOG), RESULT, { worker: 'w' });

    assert.equal(status, 'delivered');
    assert.equal(cluster.server.logs.get('j')?.length, 1);
  });

  it('stops when its own engine is closed', async () => {
    await using cluster = new MemoryCluster();
    await cluster.host[Symbol.asyncDispose]();

    const status = await senderOf(cluster).send(metadataFor('a'), RESULT, { worker: 'w' });

    assert.equal(status, 'dropped');
  });

  it('turns a value that cannot be sent into an error for its item, and sends the others', async () => {
    await using cluster = new MemoryCluster();
    const replies: Message[] = [];
    const { address } = await cluster.connect(replies);

    const result = { ...RESULT, values: ['x', () => 1, 'z'] };
    await senderOf(cluster).send({ ...metadataFor(address), count: 3 }, result, { worker: 'w' });

    const { values, errors } = decodeResult(replies[0]?.body ?? new Uint8Array(0));
    const [failure] = errors;
    assert.deepEqual(Array.from(values), ['x', 'z']);
    assert.ok(failure !== undefined && errors.length === 1);
    assert.equal(failure[0], 1);
    const error = decodeError(failure[1], { worker: 'w' }) as { code?: string };
    assert.equal(error.code, 'ERR_POOL_NOT_SENDABLE');
  });
});
