import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeError } from '#dist/core/codec/error/encode-error.js';
import type { ChunkResult } from '#dist/core/wire/messages.js';
import { cancelJob } from '#dist/cluster/detached/cancel-job.js';
import { putMessage } from '#dist/cluster/messages/stored-message.js';
import { type DetachedResults, detachedResults } from '#dist/cluster/detached/detached-results.js';
import { writeManifest } from '#dist/cluster/detached/manifest.js';
import { EngineError } from '#dist/cluster/engine/engine-error.js';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import { encodeResult } from '#dist/cluster/messages/bodies.js';
import { resultHeaders } from '#dist/cluster/messages/metadata.js';
import { writeChunk } from '#dist/cluster/messages/write-chunk.js';
import { bytes, MemoryCluster, newSigner } from '../memory-cluster.ts';

const JOB = 'd-1';

/** A detached job of `items` items in chunks of one, whose results a test appends. */
async function jobOf(cluster: MemoryCluster, items: number): Promise<void> {
  const manifest = { name: 'f', items, chunks: items, submittedAtMs: 0 };
  await writeManifest(await cluster.connect(), JOB, manifest);
}

async function append(
  cluster: MemoryCluster,
  index: number,
  result: Partial<ChunkResult>,
  id = `${JOB}.${index}`,
): Promise<void> {
  const metadata = { job: JOB, index, first: index, count: 1, worker: 'host a', ref: '' };
  const whole = { id: 0, from: 0, values: [], errors: [], runMs: 0, ...result };
  const message = cluster.signer.sign('result', resultHeaders(metadata), encodeResult(whole));
  await cluster.host.results.append(JOB, { id, ...message });
}

function resultsOf(cluster: MemoryCluster, keep = false): DetachedResults<unknown> {
  const open = async () => new MemoryEngine(cluster.server);
  return detachedResults({ job: JOB, open, signer: newSigner(), keep });
}

async function collect(results: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const value of results) all.push(value);
  return all;
}

describe('DetachedResults', () => {
  it('come in the order of the items, whatever order they came in', async () => {
    await using cluster = new MemoryCluster();
    await jobOf(cluster, 3);
    for (const index of [2, 0, 1]) await append(cluster, index, { values: [index * 10] });

    assert.deepEqual(await collect(resultsOf(cluster)), [0, 10, 20]);
  });

  it('count once, the first of each number', async () => {
    await using cluster = new MemoryCluster();
    await jobOf(cluster, 2);
    await append(cluster, 0, { values: ['first'] });
    await append(cluster, 0, { values: ['second'] }, 'other');
    await append(cluster, 1, { values: ['last'] });

    assert.deepEqual(await collect(resultsOf(cluster)), ['first', 'last']);
  });

  it('wait for what has not come', async () => {
    await using cluster = new MemoryCluster();
    await jobOf(cluster, 2);
    await append(cluster, 0, { values: ['early'] });
    await using results = resultsOf(cluster);
    const first = await results.next();
    const second = results.next();

    await append(cluster, 1, { values: ['late'] });

    assert.deepEqual([first.value, (await second).value], ['early', 'late']);
    assert.deepEqual(results.progress, { done: 2, total: 2 });
  });

  it('throw the error of an item at its turn, and go on', async () => {
    await using cluster = new MemoryCluster();
    await jobOf(cluster, 2);
    await append(cluster, 0, { errors: [[0, encodeError(new RangeError('too far'))]] });
    await append(cluster, 1, { values: ['fine'] });
    await using results = resultsOf(cluster);

    await assert.rejects(results.next(), { name: 'RangeError', message: 'too far' });
    assert.deepEqual(await results.next(), { done: false, value: 'fine' });
  });

  it('end well on a server that has no room to be told so', async () => {
    await using cluster = new MemoryCluster();
    await jobOf(cluster, 1);
    await append(cluster, 0, { values: ['read'] });
    const engine = new MemoryEngine(cluster.server);
    engine.chunks.markCancelled = async () =>
      await Promise.reject(new EngineError('full', 'no room'));
    const results = detachedResults({
      job: JOB,
      open: async () => engine,
      signer: newSigner(),
      keep: false,
    });

    assert.deepEqual(await collect(results), ['read']);
    assert.equal(cluster.server.logs.size, 0);
  });

  it('are taken from the server when all have been read, unless they are to stay', async () => {
    for (const keep of [false, true]) {
      await using cluster = new MemoryCluster();
      await jobOf(cluster, 1);
      await append(cluster, 0, { values: [1] });

      await collect(resultsOf(cluster, keep));

      const { logs, bodies } = cluster.server;
      assert.deepEqual([logs.has(JOB), bodies.has(JOB)], [keep, keep]);
    }
  });

  it('stay for others if somebody leaves early', async () => {
    await using cluster = new MemoryCluster();
    await jobOf(cluster, 2);
    for (const index of [0, 1]) await append(cluster, index, { values: [index] });

    {
      await using results = resultsOf(cluster);
      await results.next();
    }

    assert.deepEqual(await collect(resultsOf(cluster)), [0, 1]);
  });

  it('name the items of a chunk that no host could finish', async () => {
    await using cluster = new MemoryCluster({ maxDeliveries: 1 });
    await jobOf(cluster, 1);
    const open = await cluster.connect();
    const place = { job: JOB, index: 0, serial: 0, first: 0, count: 1, total: 1 };
    const kept = { recipe: 'r', namespace: JOB, reply: 'log' };
    const sealed = { id: 'x', body: bytes(1) };
    const { message } = writeChunk(sealed, { ...place, ...kept }, open);
    await open.engine.chunks.publish(message);
    const [first] = await cluster.take(1);
    first?.giveBack(); // no host says that it had it: it is sent again
    await using results = resultsOf(cluster);
    const failed = assert.rejects(results.next(), /1 hosts were given item 0/);
    const [second] = await cluster.take(1);
    assert.ok(second !== undefined);
    const of = open.signer.verify('kept-chunk', second).id;
    await putMessage(open, 'last-try', { job: JOB, name: 'l-0', of });
    second.giveBack();

    await failed;
  });

  it('skip what others have put among them, and say so once', async () => {
    await using cluster = new MemoryCluster();
    await jobOf(cluster, 1);
    const warnings: string[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', onWarning);
    for (const id of ['x', 'y']) {
      await cluster.host.results.append(JOB, { id, headers: {}, body: bytes(1) });
    }
    await append(cluster, 0, { values: ['ours'] });

    assert.deepEqual(await collect(resultsOf(cluster)), ['ours']);
    await new Promise((resolve) => setImmediate(resolve));

    process.off('warning', onWarning);
    assert.equal(warnings.filter((text) => /messages of others/.test(text)).length, 1);
  });

  it('end with the reason if the job is taken away meanwhile, and not by who has no key', async () => {
    await using cluster = new MemoryCluster();
    await jobOf(cluster, 1);
    await using results = resultsOf(cluster);
    const next = results.next();
    const forged = { headers: { job: JOB }, body: bytes(0) };
    await cluster.submitter.chunks.markCancelled(JOB, forged);
    await append(cluster, 0, { values: ['ours'] });
    assert.equal((await next).value, 'ours');

    await using late = resultsOf(cluster);
    await late.next();
    await jobOf(cluster, 2);
    await using waiting = resultsOf(cluster);
    await waiting.next();
    const never = assert.rejects(waiting.next(), { code: 'ERR_POOL_JOB_CANCELLED' });
    await cancelJob({ engine: cluster.submitter, signer: cluster.signer }, JOB);

    await never;
  });

  it('of a job that is not there are refused', async () => {
    await using cluster = new MemoryCluster();
    await using results = resultsOf(cluster);

    await assert.rejects(results.next(), { code: 'ERR_POOL_STATE' });
  });
});
