import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome } from '#dist/core/base/outcome.js';
import { ApplyJob } from '#dist/core/job/apply-job.js';
import type { Chunk } from '#dist/core/job/chunk.js';
import type { JobOptions } from '#dist/core/job/job-options.js';
import { UnreadableList } from '#dist/core/wire/unreadable.js';
import { FakeControl, jobOptions, thrownIn, valuesOf } from './fake-control.js';

interface Stage {
  readonly job: ApplyJob;
  readonly control: FakeControl;
  readonly outcomes: Outcome<unknown>[];
}

function newJob(args: readonly unknown[] = [], options: Partial<JobOptions> = {}): Stage {
  const [control, outcomes] = [new FakeControl(), [] as Outcome<unknown>[]];
  const onOutcome = (outcome: Outcome<unknown>): unknown => outcomes.push(outcome);
  const job = new ApplyJob(jobOptions(options), { args, onOutcome }, control);
  return { job, control, outcomes };
}

/** A job that has begun, and its chunk. */
function begun(options: Partial<JobOptions> = {}): Stage & { chunk: Chunk } {
  const stage = newJob(['x'], options);
  stage.job.begin();
  const [chunk] = stage.control.cut();
  assert.ok(chunk !== undefined);
  return { ...stage, chunk };
}

describe('ApplyJob', () => {
  it('is one chunk of one item, its arguments, and no more', () => {
    const { job, control } = newJob([1, 'two']);
    job.begin();

    const chunks = control.cut();

    assert.deepEqual(
      chunks.map(({ first, items }) => [first, items]),
      [[0, [[1, 'two']]]],
    );
    assert.equal(job.nextChunk(), undefined);
  });

  it('runs nothing before it begins', () => {
    assert.deepEqual(newJob().control.waiting, []);
  });

  it('succeeds with the value of its task', () => {
    const { job, control, outcomes, chunk } = begun();

    job.take(chunk, valuesOf(chunk, ['done']), 'worker 1');

    assert.deepEqual(outcomes, [{ ok: true, value: 'done' }]);
    assert.deepEqual([job.isOver, control.released], [true, ['none']]);
  });

  it('succeeds with undefined where the task returned that', () => {
    const { job, outcomes, chunk } = begun();

    job.take(chunk, valuesOf(chunk, [undefined]), 'worker 1');

    assert.deepEqual(outcomes, [{ ok: true, value: undefined }]);
  });

  it('fails with what the task threw', () => {
    const { job, control, outcomes, chunk } = begun();

    job.take(chunk, thrownIn(chunk, 0, { error: new RangeError('mine') }), 'worker 1');

    const [outcome] = outcomes;
    assert.ok(outcome?.ok === false && outcome.error instanceof RangeError);
    assert.equal(outcome.error.message, 'mine');
    assert.deepEqual(control.released, ['none']);
  });

  it('fails with what kept it from being run', () => {
    const { job, outcomes, chunk } = begun();

    job.fail(chunk, 0, 'lost');

    assert.deepEqual(outcomes, [{ ok: false, error: 'lost' }]);
  });

  it('fails where its result cannot be read', () => {
    const { job, outcomes, chunk } = begun();

    job.take(chunk, valuesOf(chunk, new UnreadableList(1, new Error('no class'))), 'worker 1');

    assert.deepEqual(
      outcomes.map(({ ok }) => ok),
      [false],
    );
  });

  it('waits on where a result speaks of nothing', () => {
    const { job, outcomes, chunk } = begun();

    job.take(chunk, valuesOf(chunk, []), 'worker 1');

    assert.deepEqual([job.isOver, outcomes], [false, []]);
  });

  it('has one outcome, whatever comes after it', () => {
    const { job, control, outcomes, chunk } = begun();
    job.take(chunk, valuesOf(chunk, [1]), 'worker 1');

    job.take(chunk, valuesOf(chunk, [2]), 'worker 1');
    job.fail(chunk, 0, 'late');
    job.cancel('too late');

    assert.deepEqual([outcomes, control.released], [[{ ok: true, value: 1 }], ['none']]);
  });

  it('is not run at all when it is cancelled before it begins', () => {
    const { job, control, outcomes } = newJob();

    job.cancel('changed my mind');
    job.begin();

    assert.deepEqual(outcomes, [{ ok: false, error: 'changed my mind' }]);
    assert.deepEqual([control.waiting, control.released], [[], ['kill']]);
  });

  it('has nothing to run when it is cancelled while it waits', () => {
    const { job, control } = newJob(['x']);
    job.begin();

    job.cancel('enough');

    assert.deepEqual(control.cut(), []);
  });

  it('is over before its outcome is told', () => {
    const events: string[] = [];
    const control = new FakeControl();
    const job: ApplyJob = new ApplyJob(
      jobOptions(),
      { args: [], onOutcome: () => events.push(`outcome, over: ${job.isOver}`) },
      control,
    );
    job.onceOver(() => events.push('first'));
    job.onceOver(() => events.push('second'));

    job.cancel('now');

    assert.deepEqual(events, ['first', 'second', 'outcome, over: true']);
  });

  it('tells its progress once, and before its outcome', () => {
    const progress: unknown[] = [];
    const { job, outcomes, chunk } = begun({
      onProgress: (told) => progress.push([told, outcomes.length]),
    });

    job.take(chunk, valuesOf(chunk, [1]), 'worker 1');

    assert.deepEqual(progress, [[{ done: 1, total: 1 }, 0]]);
  });

  it('fails with what its progress callback throws, though its task is done', () => {
    const { job, outcomes, chunk } = begun({
      onProgress: () => {
        throw new Error('in the callback');
      },
    });

    job.take(chunk, valuesOf(chunk, [1]), 'worker 1');

    assert.deepEqual(outcomes, [{ ok: false, error: new Error('in the callback') }]);
  });

  it('hands nothing back of a chunk that took long: it has one item', () => {
    const { job, chunk } = begun();

    assert.deepEqual(job.observe(chunk, 1, 1000), []);
  });
});
