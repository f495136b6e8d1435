import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InvariantError } from '#dist/core/base/errors.js';
import { encodeError } from '#dist/core/codec/error/encode-error.js';
import { Chunk } from '#dist/core/job/chunk.js';
import { FixedChunkSize } from '#dist/core/job/chunk-size.js';
import { Job, type Leftovers } from '#dist/core/job/job.js';
import type { JobOptions } from '#dist/core/job/job-options.js';
import type { ChunkResult } from '#dist/core/wire/messages.js';
import { UnreadableList } from '#dist/core/wire/unreadable.js';
import { FakeControl, itemsOf, jobOptions, specOf, valuesOf } from './fake-control.js';

/** The least a job can be: shows what it is told, and lets the test reach what is for jobs only. */
class PlainJob extends Job {
  total: number | undefined;
  protected chunkSize: FixedChunkSize | undefined;
  readonly told: unknown[] = [];

  begin(size: number): void {
    this.start();
    this.chunkSize = new FixedChunkSize(size);
  }

  end(): void {
    this.finish('none');
  }

  count(done: number): void {
    this.countDone(done);
    this.reportProgress();
  }

  decoded(error: unknown): unknown {
    return this.decode(encodeError(error), 'worker 1 (pid 7)');
  }

  override nextChunk(): undefined {
    return undefined;
  }

  protected override takeOutcomes(_chunk: Chunk, result: ChunkResult): void {
    this.told.push(['take', result.values]);
  }

  override fail(_chunk: Chunk, offset: number): void {
    this.told.push(['fail', offset]);
  }

  override abort(error: unknown, leftovers: Leftovers): void {
    this.told.push(['abort', error]);
    this.finish(leftovers);
  }
}

function newJob(options: Partial<JobOptions> = {}): { job: PlainJob; control: FakeControl } {
  const control = new FakeControl();
  return { job: new PlainJob(jobOptions(options), control), control };
}

describe('Job', () => {
  it('has what was said of the call', () => {
    const options = {
      spec: specOf(),
      submitted: { stack: 'the stack' },
      timeoutMs: 5,
      retries: 2,
      transfer: [],
    };

    const { job } = newJob(options);

    assert.deepEqual(
      [job.spec, job.submittedAt, job.timeoutMs, job.retries, job.transfer],
      [options.spec, 'the stack', 5, 2, options.transfer],
    );
  });

  it('has a number, each the next', () => {
    const [first, second] = [newJob().job, newJob().job];

    assert.equal(second.number, first.number + 1);
  });

  it('is over when it has ended, and not before', () => {
    const { job, control } = newJob();

    const states = [job.isOver];
    job.begin(1);
    states.push(job.isOver);
    job.end();
    states.push(job.isOver);

    assert.deepEqual([states, control.released], [[false, false, true], ['none']]);
  });

  it('cannot begin after its end, nor end twice', () => {
    const { job, control } = newJob();
    job.end();

    assert.throws(() => job.begin(1), InvariantError);
    assert.throws(() => job.end(), InvariantError);
    assert.deepEqual(control.released, ['none']);
  });

  it('tells all who want to know that it is over, once, in their order, before its control', () => {
    const { job, control } = newJob();
    const events: unknown[] = [];
    for (const name of ['a', 'b', 'c'])
      job.onceOver(() => events.push([name, job.isOver, control.released.length]));

    job.end();

    assert.deepEqual(events, [
      ['a', true, 0],
      ['b', true, 0],
      ['c', true, 0],
    ]);
  });

  it('is cancelled with a reason, and whatever runs of it is stopped', () => {
    const { job, control } = newJob();

    job.cancel('enough');

    assert.deepEqual([job.told, control.released], [[['abort', 'enough']], ['kill']]);
  });

  it('takes outcomes that can be read as they are, and those that cannot one by one', () => {
    const { job } = newJob();
    const chunk = new Chunk(job, { first: 0, items: [1, 2] });

    job.take(chunk, valuesOf(chunk, ['a', 'b']), 'worker 1');
    job.take(chunk, valuesOf(chunk, new UnreadableList(2, new Error('no class'))), 'worker 1');

    assert.deepEqual(job.told, [
      ['take', ['a', 'b']],
      ['fail', 0],
      ['fail', 1],
    ]);
  });

  it('cuts anew what a worker has handed back', () => {
    const { job } = newJob();
    job.begin(2);
    const chunk = new Chunk(job, { first: 10, items: ['a', 'b', 'c', 'd'] });

    const rest = job.observe(chunk, 1, 5);

    assert.deepEqual(itemsOf(rest), [['b', 'c'], ['d']]);
    assert.deepEqual(
      rest.map(({ first }) => first),
      [11, 13],
    );
  });

  it('has run elsewhere what a chunk hands back while it goes on', () => {
    const { job } = newJob();
    job.begin(2);
    const chunk = new Chunk(job, { first: 10, items: ['a', 'b', 'c', 'd'] });

    const rest = job.handBack(chunk, 1);

    assert.deepEqual([itemsOf(rest), itemsOf([chunk])], [[['b', 'c'], ['d']], [['a']]]);
    assert.deepEqual(
      rest.map(({ first }) => first),
      [11, 13],
    );
  });

  it('decodes errors with the worker they come from and the stack of the call', () => {
    const { job } = newJob({ submitted: { stack: 'Error\n    at main (program.js:3:4)' } });

    const error = job.decoded(new RangeError('mine'));

    assert.ok(error instanceof RangeError);
    assert.match(error.stack ?? '', /worker 1 \(pid 7\)[^]*main \(program\.js:3:4\)/);
  });
});

describe('The progress of a job', () => {
  it('has a total as soon as there is one', () => {
    const progress: unknown[] = [];
    const { job } = newJob({ onProgress: (told) => progress.push(told) });

    job.count(2);
    job.total = 3;
    job.count(1);

    assert.deepEqual(progress, [{ done: 2 }, { done: 3, total: 3 }]);
  });

  it('ends the job with what the callback throws', () => {
    const { job, control } = newJob({
      onProgress: () => {
        throw new Error('in the callback');
      },
    });

    job.count(1);

    assert.deepEqual(job.told, [['abort', new Error('in the callback')]]);
    assert.deepEqual(control.released, ['withdraw']);
  });

  it('ends the job with what an async callback rejects with, and does not wait for it', async () => {
    const { job } = newJob({
      onProgress: () => Promise.reject(new Error('later')) as unknown as void, // as to the compiler
    });

    job.count(1);
    const atOnce = [...job.told];
    await nextTurn();

    assert.deepEqual([atOnce, job.told], [[], [['abort', new Error('later')]]]);
  });

  it('ends the job once, though an async callback was called again before it rejected', async () => {
    let calls = 0;
    const { job } = newJob({
      onProgress: () => Promise.reject(new Error(`call ${(calls += 1)}`)) as unknown as void, // as to the compiler
    });

    job.count(1);
    job.count(1);
    await nextTurn();
    await nextTurn(); // an unhandled rejection would have failed this test by now

    assert.equal(calls, 2);
    assert.deepEqual(job.told, [['abort', new Error('call 1')]]);
  });
});
