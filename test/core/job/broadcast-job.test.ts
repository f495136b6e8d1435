import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BroadcastJob } from '#dist/core/job/broadcast-job.js';
import { FakeControl, jobOptions, thrownIn, valuesOf } from './fake-control.ts';

function open() {
  const control = new FakeControl();
  const outcomes: unknown[] = [];
  const done: number[] = [];
  const own = {
    args: ['a'],
    isReplayed: true,
    onOutcome: (outcome: unknown) => outcomes.push(outcome),
    onWorkerDone: (id: number) => done.push(id),
  };
  const job = new BroadcastJob(jobOptions(), own, control);
  job.begin(2);
  return { control, job, outcomes, done };
}

describe('BroadcastJob', () => {
  it('has a chunk with the arguments for each worker, and is pinned', () => {
    const { job, control } = open();

    const [one, two] = [job.chunkFor(1), job.chunkFor(2)];

    assert.deepEqual([...one.items, ...two.items], [['a'], ['a']]);
    assert.deepEqual([one.first, two.first, one.isPinned, job.isReplayed], [0, 1, true, true]);
    assert.deepEqual([job.nextChunk(), control.counts.pending], [undefined, 2]);
  });

  it('gives the values in the order of the workers', () => {
    const { job, outcomes, done, control } = open();
    const [nine, four] = [job.chunkFor(9), job.chunkFor(4)];

    job.take(nine, valuesOf(nine, ['nine']), 'worker 9');
    job.take(four, valuesOf(four, ['four']), 'worker 4');
    job.end();

    assert.deepEqual(done, [9, 4]);
    assert.deepEqual(outcomes, [{ ok: true, value: ['four', 'nine'] }]);
    assert.deepEqual([control.counts.done, control.released], [2, ['none']]);
  });

  it('fails with the first failure, and takes the rest back', () => {
    const { job, outcomes, control } = open();
    const [one, two] = [job.chunkFor(1), job.chunkFor(2)];

    job.take(one, thrownIn(one, 0, { error: new Error('no') }), 'worker 1');
    job.take(two, valuesOf(two, [2]), 'worker 2');
    job.end();

    assert.equal(outcomes.length, 1);
    assert.equal((outcomes[0] as { error: Error }).error.message, 'no');
    assert.deepEqual(control.released, ['withdraw']);
  });

  it('fails with its worker', () => {
    const { job, outcomes } = open();
    const error = new Error('lost');

    job.fail(job.chunkFor(1), 0, error);

    assert.deepEqual(outcomes, [{ ok: false, error }]);
  });
});
