import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CollectJob } from '#dist/core/job/collect-job.js';
import { ItemCounts } from '#dist/core/job/item-counts.js';
import { FakeControl, jobOptions, valuesOf } from './fake-control.js';

/** A map of three items, all in one chunk. */
function map(): { control: FakeControl; job: CollectJob } {
  const control = new FakeControl();
  const own = { chunkSize: { size: 3 }, onOutcome: () => {} };
  const job = new CollectJob(jobOptions(), own, control);
  job.begin(['a', 'b', 'c']);
  return { control, job };
}

describe('ItemCounts', () => {
  it('has what a job has submitted as pending, and as done when its values have come', () => {
    const { control, job } = map();
    assert.equal(control.counts.pending, 3);
    const [chunk] = control.cut();
    assert.ok(chunk !== undefined);

    job.take(chunk, valuesOf(chunk, [1, 2, 3]), 'worker 1');

    const { pending, done } = control.counts;
    assert.deepEqual([pending, done, job.pending], [0, 3, 0]);
  });

  it('counts nothing twice: what was written off stays so', () => {
    const { control, job } = map();
    const [chunk] = control.cut();
    assert.ok(chunk !== undefined);
    job.abort(new Error('stop'), 'none');
    job.account('cancelled', 3);

    job.take(chunk, valuesOf(chunk, [1, 2, 3]), 'worker 1');
    job.account('lost', 3);

    const { pending, cancelled, done, lost } = control.counts;
    assert.deepEqual([pending, cancelled, done, lost], [0, 3, 0, 0]);
  });

  it('begins anew with reset, but for what is pending', () => {
    const counts = new ItemCounts();
    counts.pending = 2;
    counts.done = 5;
    counts.retried = 1;

    counts.reset();

    assert.deepEqual([counts.pending, counts.done, counts.retried], [2, 0, 0]);
  });
});
