import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Chunk } from '#dist/core/job/chunk.js';
import type { Delivery } from '#dist/cluster/engine/engine.js';
import { putMessage } from '#dist/cluster/messages/stored-message.js';
import { decodeChunk } from '#dist/cluster/messages/bodies.js';
import { readChunkMetadata } from '#dist/cluster/messages/metadata.js';
import { packRecipe } from '#dist/cluster/messages/recipe.js';
import type { OpenConnection } from '#dist/cluster/submit/open-connection.js';
import { SharedArrays } from '#dist/cluster/submit/shared-arrays.js';
import { SubmittedJob } from '#dist/cluster/submit/submitted-job.js';
import { until } from '../../until.ts';
import { bytes, MemoryCluster } from '../memory-cluster.ts';
import { FN, TestJob } from '../test-job.ts';

const RECIPE = packRecipe({ fn: FN, timeoutMs: undefined, retries: 0 });

/** A submitted job over a queue in memory. */
class Submission {
  readonly failures: unknown[] = [];
  readonly poison: [chunk: Chunk, deliveries: number][] = [];
  provided = 0;
  readonly job = new TestJob();
  readonly submitted: SubmittedJob;

  constructor(open: OpenConnection | undefined) {
    this.submitted = new SubmittedJob({
      id: 'job1',
      recipe: RECIPE,
      placement: '',
      connection: { open },
      classes: undefined,
      arrays: new SharedArrays(),
      provide: async () => {
        this.provided += 1;
      },
      onFailure: (error) => this.failures.push(error),
      onPoison: (chunk, deliveries) => this.poison.push([chunk, deliveries]),
      hasOtherHosts: () => true,
    });
  }

  static async over(cluster: MemoryCluster): Promise<Submission> {
    return new Submission(await cluster.connect());
  }

  send(...chunks: readonly Chunk[]): void {
    for (const chunk of chunks) this.submitted.send(chunk);
  }
}

/** As a host does that gets the chunk for the last time. */
async function noteLastTry(cluster: MemoryCluster, chunk: Delivery): Promise<void> {
  const [engine, signer] = [cluster.host, cluster.signer];
  const of = chunk.headers['Mh-Id'] ?? '';
  await putMessage({ engine, signer }, 'last-try', { job: chunk.job, name: 'l-0', of });
}

describe('SubmittedJob', () => {
  it('publishes chunks that say where they belong and where their result goes', async () => {
    await using cluster = new MemoryCluster();
    const open = await cluster.connect();
    const { submitted, job } = new Submission(open);

    submitted.send(job.chunk(['a', 'b'], 40));
    const [delivery] = await cluster.take(1);

    assert.ok(delivery !== undefined);
    const { headers, body } = cluster.signer.verify('chunk', delivery);
    assert.deepEqual(readChunkMetadata(headers), {
      job: 'job1',
      index: 0,
      elsewhere: 'yes',
      serial: 1,
      first: 40,
      count: 2,
      total: 100,
      recipe: RECIPE.hash,
      namespace: 's-test',
      reply: open.address,
      ref: '',
    });
    assert.deepEqual(Array.from(decodeChunk(body).items), ['a', 'b']);
  });

  it('provides the recipe before it publishes', async () => {
    await using cluster = new MemoryCluster();
    const submission = await Submission.over(cluster);

    submission.send(submission.job.chunk(['a']));
    assert.equal(cluster.waiting, 0);
    await until('the chunk', () => cluster.waiting === 1);

    assert.equal(submission.provided, 1);
  });

  it('has a chunk in flight until it is taken, and then gives it no second time', async () => {
    await using cluster = new MemoryCluster();
    const { submitted, job } = await Submission.over(cluster);
    const [first, second] = [job.chunk(['a']), job.chunk(['b'], 1)];

    submitted.send(first);
    submitted.send(second);
    const before = [submitted.inFlight, submitted.isInFlight(0), submitted.isInFlight(2)];
    const taken = [submitted.take(1), submitted.take(1), submitted.take(7)];

    assert.deepEqual(before, [2, true, false]);
    assert.deepEqual(taken, [second, undefined, undefined]);
    assert.equal(submitted.inFlight, 1);
  });

  it('sends nothing of a chunk in which something cannot be sent', async () => {
    await using cluster = new MemoryCluster();
    const { submitted, job } = await Submission.over(cluster);

    assert.throws(() => submitted.send(job.chunk([() => 1])), /could not be cloned/);

    assert.deepEqual([submitted.inFlight, submitted.hasSent], [0, false]);
  });

  it('puts a body that is too long into the store, and takes it away with the chunk', async () => {
    await using cluster = new MemoryCluster({ maxMessageBytes: 8192 });
    const { submitted, job } = await Submission.over(cluster);

    submitted.send(job.chunk([bytes(10_000)]));
    await until('the chunk', () => cluster.waiting === 1);
    const stored = [...(cluster.server.bodies.get('job1')?.keys() ?? [])];
    submitted.take(0);
    await until('the body to go', () => !cluster.server.bodies.has('job1'));

    assert.deepEqual(stored, ['c-0']);
  });

  it('tells that the job has failed if a chunk cannot be published', async () => {
    await using cluster = new MemoryCluster();
    const submission = await Submission.over(cluster);
    const error = new Error('not allowed');
    cluster.submitter.chunks.publish = async () => await Promise.reject(error);

    submission.send(submission.job.chunk(['a']));
    await until('the failure', () => submission.failures.length > 0);

    assert.deepEqual(submission.failures, [error]);
  });

  it('publishes a chunk again that the queue has lost, and only that is overdue', async () => {
    await using cluster = new MemoryCluster({ duplicateWindowMs: 0 });
    const { submitted, job } = await Submission.over(cluster);
    submitted.send(job.chunk(['a']));
    await until('the chunk', () => cluster.waiting === 1);
    cluster.server.queue.purge('job1');

    await submitted.republishOverdue(60_000, async () => 0);
    const early = cluster.waiting;
    await submitted.republishOverdue(0, async () => 0);
    await until('the chunk to be there again', () => cluster.waiting === 1);

    assert.equal(early, 0);
    const [again] = await cluster.take(1);
    assert.equal(again?.index, 0);
  });

  it('publishes nothing again while the queue has as many chunks as it must', async () => {
    await using cluster = new MemoryCluster({ duplicateWindowMs: 0 });
    const submission = await Submission.over(cluster);
    submission.send(submission.job.chunk(['a']));
    await until('the chunk', () => cluster.waiting === 1);
    const provided = submission.provided;

    await submission.submitted.republishOverdue(0, async () => 1);

    assert.equal(submission.provided, provided);
  });

  it('sees that a chunk is missing among what others have put under the name of its job', async () => {
    await using cluster = new MemoryCluster({ duplicateWindowMs: 0 });
    const { submitted, job } = await Submission.over(cluster);
    submitted.send(job.chunk(['a']));
    await until('the chunk', () => cluster.waiting === 1);
    cluster.server.queue.purge('job1');
    for (const id of ['x', 'y']) {
      const garbage = { job: 'job1', index: 0, headers: {}, body: bytes(1) };
      await cluster.host.chunks.publish({ ...garbage, id });
    }

    await submitted.republishOverdue(0, async () => cluster.waiting);
    const [delivery] = await cluster.take(1);

    assert.equal(readChunkMetadata(delivery?.headers ?? {}).job, 'job1');
    assert.equal(cluster.waiting, 1);
  });

  it('sends a chunk anew that lies in the queue without being given out, under another id', async () => {
    await using cluster = new MemoryCluster();
    const { submitted, job } = await Submission.over(cluster);
    submitted.send(job.chunk(['a']));
    await until('the chunk', () => cluster.waiting === 1);
    const before = [...cluster.server.queue.entries()][0]?.chunk.id;

    await submitted.resendStuck(60_000);
    const early = [...cluster.server.queue.entries()][0]?.chunk.id;
    await submitted.resendStuck(0);
    await until('the chunk to be there again', () => cluster.waiting === 1);

    const [delivery] = await cluster.take(1);
    assert.deepEqual([early, delivery?.index, submitted.inFlight], [before, 0, 1]);
    assert.notEqual([...cluster.server.queue.entries()][0]?.chunk.id, before);
  });

  it('tells of a chunk that was delivered too often, and discards it', async () => {
    await using cluster = new MemoryCluster({ maxDeliveries: 1 });
    const { submitted, job, poison } = await Submission.over(cluster);
    const chunk = job.chunk(['a']);
    submitted.send(chunk);
    submitted.watchForPoison();
    const [delivery] = await cluster.take(1);
    assert.ok(delivery !== undefined);
    await noteLastTry(cluster, delivery);

    delivery.giveBack();
    await until('the poison', () => poison.length > 0);
    await until('the chunk to go', () => cluster.waiting === 0);

    assert.deepEqual([poison, submitted.inFlight], [[[chunk, 1]], 0]);
  });

  it('sends a chunk again that is called poison, if no host has signed that it had it', async () => {
    await using cluster = new MemoryCluster({ maxDeliveries: 1, ackWaitMs: 50 });
    const { submitted, job, poison } = await Submission.over(cluster);
    submitted.send(job.chunk(['a']));
    submitted.watchForPoison();
    const [first] = await cluster.take(1);
    assert.ok(first !== undefined);
    await noteLastTry(cluster, { ...first, headers: { ...first.headers, 'Mh-Id': 'another' } });

    first.giveBack();
    const [second] = await cluster.take(1);

    assert.ok(second !== undefined);
    assert.notEqual(second.headers['Mh-Id'], first.headers['Mh-Id']);
    assert.deepEqual([second.index, second.deliveryCount], [0, 1]);
    assert.deepEqual([poison, submitted.inFlight, cluster.waiting], [[], 1, 1]);
  });

  it('discards what others have put into the queue as one of its chunks, and fails none', async () => {
    await using cluster = new MemoryCluster({ maxDeliveries: 1 });
    const { submitted, job, poison } = await Submission.over(cluster);
    submitted.send(job.chunk(['a']));
    await until('the chunk', () => cluster.waiting === 1);
    submitted.watchForPoison();
    const garbage = { job: 'job1', index: 0, headers: {}, body: bytes(1) };
    const [real] = await cluster.take(1);
    await cluster.host.chunks.publish({ ...garbage, id: 'garbage' });

    const [forged] = await cluster.take(1);
    forged?.giveBack();
    await until('the garbage to go', () => cluster.waiting === 1);

    assert.deepEqual([real?.index, poison, submitted.inFlight], [0, [], 1]);
  });

  it('leaves the engine alone at the end if every chunk has its outcome', async () => {
    await using cluster = new MemoryCluster();
    const { submitted, job } = await Submission.over(cluster);
    submitted.send(job.chunk(['a']));
    const [delivery] = await cluster.take(1);
    submitted.take(0);

    await submitted.end(true);

    assert.deepEqual(cluster.server.marks, []);
    delivery?.acknowledge();
    assert.equal(cluster.waiting, 0);
  });

  it('purges its chunks at the end, and tells the hosts to stop if it must', async () => {
    for (const mustStop of [true, false]) {
      await using cluster = new MemoryCluster();
      const { submitted, job } = await Submission.over(cluster);
      const cancelled: string[] = [];
      await cluster.host.chunks.onCancelled((mark) => {
        cancelled.push(cluster.signer.verify('cancel', mark).headers['job'] ?? '');
      });
      submitted.send(job.chunk(['a']));
      submitted.send(job.chunk(['b'], 1));
      await until('the chunks', () => cluster.waiting === 2);

      await submitted.end(mustStop);
      await new Promise((resolve) => setImmediate(resolve));

      assert.equal(cluster.waiting, 0);
      assert.deepEqual(cancelled, mustStop ? ['job1'] : []);
      assert.equal(submitted.inFlight, 0);
    }
  });

  it('purges its chunks at the end although the server has no room to tell the hosts', async () => {
    await using cluster = new MemoryCluster();
    const { submitted, job } = await Submission.over(cluster);
    submitted.send(job.chunk(['a']));
    await until('the chunk', () => cluster.waiting === 1);
    cluster.submitter.chunks.markCancelled = async () => await Promise.reject(new Error('no room'));

    await submitted.end(true);

    assert.equal(cluster.waiting, 0);
  });

  it('takes its stored bodies away at the end', async () => {
    await using cluster = new MemoryCluster({ maxMessageBytes: 8192 });
    const { submitted, job } = await Submission.over(cluster);
    submitted.send(job.chunk([bytes(10_000)]));
    await until('the chunk', () => cluster.waiting === 1);

    await submitted.end(false);

    assert.equal(cluster.server.bodies.has('job1'), false);
  });

  it('does nothing impossible', async () => {
    await using cluster = new MemoryCluster();
    const { submitted, job } = await Submission.over(cluster);
    await submitted.end(false);

    assert.throws(() => submitted.send(job.chunk(['a'])), /job that is over/);
    await assert.rejects(submitted.end(false), /ended twice/);
    assert.throws(
      () => new Submission(undefined).submitted.send(job.chunk(['a'])),
      /before the connection was open/,
    );
  });
});
