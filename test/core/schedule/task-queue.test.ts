import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Chunk } from '#dist/core/job/chunk.js';
import type { Job } from '#dist/core/job/job.js';
import { TaskQueue } from '#dist/core/schedule/task-queue.js';
import { fc } from '../../property.ts';

/** A job that cuts so many chunks when asked, one at a time. */
class FakeJob {
  isOver = false;
  readonly since: { readonly ms: number };
  readonly #chunks: number;
  cut = 0;

  constructor(chunks: number, sinceMs = 0) {
    this.#chunks = chunks;
    this.since = { ms: sinceMs };
  }

  nextChunk(): Chunk | undefined {
    if (this.isOver || this.cut >= this.#chunks) return undefined;
    this.cut += 1;
    return chunkOf(this, this.cut);
  }
}

function chunkOf(job: FakeJob, first: number): Chunk {
  return new Chunk(job as unknown as Job, { first, items: [first] });
}

function pushJob(queue: TaskQueue, job: FakeJob): void {
  queue.push(job as unknown as Job);
}

const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

function drain(queue: TaskQueue): number[] {
  const order: number[] = [];
  for (let chunk = queue.next(); chunk !== undefined; chunk = queue.next()) order.push(chunk.first);
  return order;
}

describe('TaskQueue', () => {
  it('takes back nothing that is for one worker alone', () => {
    const queue = new TaskQueue();
    const [pinned, other] = [chunkOf(new FakeJob(0), 1), chunkOf(new FakeJob(0), 2)];
    pinned.isPinned = true;

    queue.putBack([pinned, other]);

    assert.deepEqual(drain(queue), [2]);
  });

  it('gives chunks first in, first out', () => {
    const queue = new TaskQueue();
    const job = new FakeJob(0);

    for (const first of [3, 1, 2]) queue.push(chunkOf(job, first));

    assert.deepEqual([queue.isEmpty, drain(queue), queue.isEmpty], [false, [3, 1, 2], true]);
  });

  it('has a job cut its chunks only when they are wanted', () => {
    const queue = new TaskQueue();
    const job = new FakeJob(3);
    pushJob(queue, job);

    queue.next();

    assert.equal(job.cut, 1);
    assert.deepEqual(drain(queue), [2, 3]);
  });

  it('puts chunks back in front of everything, in their order', () => {
    const queue = new TaskQueue();
    const job = new FakeJob(0);
    queue.push(chunkOf(job, 10));

    queue.putBack([chunkOf(job, 1), chunkOf(job, 2)]);

    assert.deepEqual(drain(queue), [1, 2, 10]);
  });

  it('puts what comes back from several workers in the order in which it was submitted', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(range(12), { minLength: 12 }),
        fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }),
        (order, workers) => {
          const queue = new TaskQueue();
          const jobs = [new FakeJob(0, 7), new FakeJob(0, 8)];
          const chunks = range(12).map((n) => chunkOf(jobs[Math.floor(n / 6)] as FakeJob, n));
          pushJob(queue, new FakeJob(1, 9));

          for (const worker of new Set(order.map((n) => workers[n])))
            queue.putBack(chunks.filter((_, n) => workers[n] === worker));

          assert.deepEqual(drain(queue), [...range(12), 1]);
        },
      ),
    );
  });

  it('skips what belongs to a job that is over', () => {
    const queue = new TaskQueue();
    const [over, other] = [new FakeJob(2), new FakeJob(2)];
    queue.push(chunkOf(over, 1));
    pushJob(queue, over);
    pushJob(queue, other);

    over.isOver = true;

    assert.deepEqual(drain(queue), [1, 2]);
    assert.deepEqual([over.cut, other.cut], [0, 2]);
  });

  it('forgets everything when it is cleared', () => {
    const queue = new TaskQueue();
    queue.push(chunkOf(new FakeJob(0), 1));

    queue.clear();

    assert.deepEqual([queue.isEmpty, queue.next()], [true, undefined]);
  });

  it('drains 200,000 chunks, of which half are of no use any more', () => {
    const queue = new TaskQueue();
    const [over, live] = [new FakeJob(0), new FakeJob(0)];
    for (let i = 0; i < 100_000; i += 1) {
      queue.push(chunkOf(over, i));
      queue.push(chunkOf(live, i));
    }

    over.isOver = true;

    assert.equal(drain(queue).length, 100_000);
  });
});

describe('Chunk', () => {
  it('parts into chunks that know their place in the job', () => {
    const chunk = new Chunk(new FakeJob(0) as unknown as Job, {
      first: 10,
      items: ['a', 'b', 'c'],
      attempt: 2,
    });

    const [same, again] = [chunk.part(1, 3), chunk.part(0, 1, 3)];

    assert.deepEqual([same.first, same.items, same.attempt], [11, ['b', 'c'], 2]);
    assert.deepEqual([again.first, again.items, again.attempt], [10, ['a'], 3]);
  });
});
