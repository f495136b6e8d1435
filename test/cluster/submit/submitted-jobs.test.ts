import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packRecipe } from '#dist/cluster/messages/recipe.js';
import { SharedArrays } from '#dist/cluster/submit/shared-arrays.js';
import { SubmittedJob } from '#dist/cluster/submit/submitted-job.js';
import { SubmittedJobs } from '#dist/cluster/submit/submitted-jobs.js';
import { MemoryCluster } from '../memory-cluster.ts';
import { FN, TestJob } from '../test-job.ts';

async function submittedOver(
  cluster: MemoryCluster,
  id: string,
  placement = '',
): Promise<SubmittedJob> {
  return new SubmittedJob({
    id,
    recipe: packRecipe({ fn: FN, timeoutMs: undefined, retries: 0 }),
    placement,
    connection: { open: await cluster.connect() },
    classes: undefined,
    arrays: new SharedArrays(),
    provide: async () => {},
    onFailure: () => {},
    onPoison: () => {},
    hasOtherHosts: () => true,
  });
}

describe('SubmittedJobs', () => {
  it('finds a job by its id, until it is removed', async () => {
    await using cluster = new MemoryCluster();
    const jobs = new SubmittedJobs();
    const job = new TestJob();
    const submitted = await submittedOver(cluster, 'a');

    jobs.add(job, submitted);
    const before = [jobs.jobOf('a'), jobs.jobOf('b'), jobs.size];
    const removed = [jobs.remove(job), jobs.remove(job)];

    assert.deepEqual(before, [job, undefined, 1]);
    assert.deepEqual(removed, [submitted, undefined]);
    assert.deepEqual([jobs.jobOf('a'), jobs.size], [undefined, 0]);
  });

  it('knows of which placements there are jobs, and chunks in flight', async () => {
    await using cluster = new MemoryCluster();
    const jobs = new SubmittedJobs();
    const [a, b] = [new TestJob(), new TestJob()];
    jobs.add(a, await submittedOver(cluster, 'a', 'gpu'));
    jobs.add(b, await submittedOver(cluster, 'b'));

    jobs.send(a.chunk(['x']));
    const during = [jobs.inFlight('gpu'), jobs.inFlight(''), [...jobs.placements]];
    jobs.remove(a);

    assert.deepEqual(during, [1, 0, ['gpu']]);
    assert.deepEqual([jobs.inFlight('gpu'), [...jobs.placements]], [0, []]);
    assert.deepEqual([jobs.hasJobsOf('gpu'), jobs.hasJobsOf('')], [false, true]);
  });

  it('counts the chunks in flight of all jobs', async () => {
    await using cluster = new MemoryCluster();
    const jobs = new SubmittedJobs();
    const [a, b] = [new TestJob(), new TestJob()];
    jobs.add(a, await submittedOver(cluster, 'a'));
    jobs.add(b, await submittedOver(cluster, 'b'));
    const counts: number[] = [];

    for (const chunk of [a.chunk(['x']), a.chunk(['y'], 1), b.chunk(['z'])]) jobs.send(chunk);
    counts.push(jobs.inFlight(''));
    assert.equal(jobs.take('a', 0)?.first, 0);
    counts.push(jobs.inFlight(''));
    assert.equal(jobs.take('a', 0), undefined); // it came twice
    counts.push(jobs.inFlight(''));
    jobs.remove(a);
    counts.push(jobs.inFlight(''));

    assert.deepEqual(counts, [3, 2, 2, 1]);
  });

  it('sends nothing of a job that is over', async () => {
    await using cluster = new MemoryCluster();
    const jobs = new SubmittedJobs();
    const job = new TestJob();
    const submitted = await submittedOver(cluster, 'a');
    jobs.add(job, submitted);
    jobs.remove(job);

    jobs.send(job.chunk(['x']));

    assert.deepEqual([jobs.inFlight(''), submitted.hasSent], [0, false]);
  });

  it('counts nothing for a chunk that cannot be sent', async () => {
    await using cluster = new MemoryCluster();
    const jobs = new SubmittedJobs();
    const job = new TestJob();
    jobs.add(job, await submittedOver(cluster, 'a'));

    assert.throws(() => jobs.send(job.chunk([Symbol('no')])), /could not be cloned/);

    assert.equal(jobs.inFlight(''), 0);
  });

  it('takes no job twice', async () => {
    await using cluster = new MemoryCluster();
    const jobs = new SubmittedJobs();
    const job = new TestJob();
    const submitted = await submittedOver(cluster, 'a');
    jobs.add(job, submitted);

    assert.throws(() => jobs.add(job, submitted), /submitted twice/);
  });
});
