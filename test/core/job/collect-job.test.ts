import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InvariantError, NotSendableError } from '#dist/core/base/errors.js';
import type { Outcome } from '#dist/core/base/outcome.js';
import { CollectJob, type CollectOptions } from '#dist/core/job/collect-job.js';
import type { JobOptions } from '#dist/core/job/job-options.js';
import { PartlyReadableList } from '#dist/core/wire/unreadable.js';
import { FakeControl, itemsOf, jobOptions, thrownIn, valuesOf } from './fake-control.js';

interface Stage {
  readonly job: CollectJob;
  readonly control: FakeControl;
  readonly outcomes: Outcome<unknown[]>[];
}

function newJob(chunkSize?: CollectOptions['chunkSize'], options: Partial<JobOptions> = {}): Stage {
  const [control, outcomes] = [new FakeControl(), [] as Outcome<unknown[]>[]];
  const onOutcome = (outcome: Outcome<unknown[]>): unknown => outcomes.push(outcome);
  const job = new CollectJob(jobOptions(options), { chunkSize, onOutcome }, control);
  return { job, control, outcomes };
}

function upTo(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `item ${i}`);
}

describe('CollectJob cuts its items', () => {
  it('into four chunks for each worker where nobody says otherwise, the last one smaller', () => {
    const { job, control } = newJob();
    job.begin(upTo(20)); // 2 workers

    const sizes = control.cut().map(({ items }) => items.length);

    assert.deepEqual(sizes, [3, 3, 3, 3, 3, 3, 2]);
  });

  it('as is wished', () => {
    const { job, control } = newJob({ size: 2 });
    job.begin(['a', 'b', 'c']);

    const chunks = control.cut();

    assert.deepEqual(itemsOf(chunks), [['a', 'b'], ['c']]);
    assert.deepEqual(
      chunks.map(({ first }) => first),
      [0, 2],
    );
  });

  it('one by one and then by time, where it may choose', () => {
    const { job, control } = newJob({ size: 'auto', most: undefined });
    job.begin(upTo(1000));

    const first = job.nextChunk();
    assert.ok(first !== undefined);
    job.observe(first, 1, 0.01);
    const second = job.nextChunk();

    assert.deepEqual([first.items.length, second?.items.length], [1, 4]);
    assert.equal(control.waiting.length, 1);
  });

  it('when it is asked for a chunk, and not before', () => {
    const { job, control } = newJob({ size: 1 });
    const items = upTo(3);

    job.begin(items);

    assert.deepEqual(items, upTo(3));
    assert.deepEqual(control.waiting, [job]);
  });

  it('and forgets each when its chunk has it', () => {
    const { job } = newJob({ size: 2 });
    const items = upTo(4);
    job.begin(items);

    job.nextChunk();

    assert.deepEqual(items, [undefined, undefined, 'item 2', 'item 3']);
  });

  it('without a copy where they are packed numbers', () => {
    const { job } = newJob({ size: 2 });
    const items = new Int32Array([1, 2, 3]);
    job.begin(items);

    const chunk = job.nextChunk();

    assert.ok(chunk?.items instanceof Int32Array);
    assert.equal(chunk.items.buffer, items.buffer);
    assert.deepEqual([...chunk.items], [1, 2]);
  });
});

describe('CollectJob has one result', () => {
  it('with every value at the place of its item, in whatever order they come', () => {
    const { job, control, outcomes } = newJob({ size: 2 });
    job.begin(upTo(5));
    const [a, b, c] = control.cut();
    assert.ok(a !== undefined && b !== undefined && c !== undefined);

    job.take(c, valuesOf(c, [4]), 'worker 1');
    job.take(a, valuesOf(a, [0]), 'worker 1');
    job.take(b, valuesOf(b, [2, 3]), 'worker 1');
    const before = [...outcomes];
    job.take(a, valuesOf(a, [1], 1), 'worker 1');

    assert.deepEqual(before, []);
    assert.deepEqual(outcomes, [{ ok: true, value: [0, 1, 2, 3, 4] }]);
    assert.deepEqual(control.released, ['none']);
  });

  it('where values are packed and where they are not', () => {
    const { job, control, outcomes } = newJob({ size: 2 });
    job.begin(upTo(4));
    const [a, b] = control.cut();
    assert.ok(a !== undefined && b !== undefined);

    job.take(a, valuesOf(a, new Float64Array([0.5, 1.5])), 'worker 1');
    job.take(b, valuesOf(b, ['two', undefined]), 'worker 1');

    assert.deepEqual(outcomes, [{ ok: true, value: [0.5, 1.5, 'two', undefined] }]);
  });

  it('at once where there are no items', () => {
    const { job, control, outcomes } = newJob();

    job.begin([]);

    assert.deepEqual(outcomes, [{ ok: true, value: [] }]);
    assert.deepEqual([job.total, control.waiting, control.released], [0, [], ['none']]);
  });

  it('which is its first failure, and then the chunks that wait are not cut', () => {
    const { job, control, outcomes } = newJob({ size: 1 });
    job.begin(upTo(3));
    const chunk = job.nextChunk();
    assert.ok(chunk !== undefined);

    job.take(chunk, thrownIn(chunk, 0, { error: new Error('first') }), 'worker 1');

    const [outcome] = outcomes;
    assert.ok(outcome?.ok === false && outcome.error instanceof Error);
    assert.equal(outcome.error.message, 'first');
    assert.deepEqual([control.released, control.cut()], [['withdraw'], []]);
  });

  it('which is what kept an item from being run', () => {
    const { job, control, outcomes } = newJob({ size: 1 });
    job.begin(upTo(2));
    const chunk = job.nextChunk();
    assert.ok(chunk !== undefined);

    job.fail(chunk, 0, 'lost');

    assert.deepEqual([outcomes, control.released], [[{ ok: false, error: 'lost' }], ['withdraw']]);
  });

  it('and no other after it', () => {
    const { job, control, outcomes } = newJob({ size: 1 });
    job.begin(upTo(2));
    const [a, b] = control.cut();
    assert.ok(a !== undefined && b !== undefined);
    job.fail(a, 0, 'first');

    job.fail(b, 0, 'second');
    job.take(b, valuesOf(b, [1]), 'worker 1');
    job.take(b, thrownIn(b, 0, { error: 'third' }), 'worker 1');
    job.cancel('fourth');

    assert.deepEqual([outcomes.length, control.released, job.done], [1, ['withdraw'], 0]);
  });

  it('which is an item that could not be read, as the error of that item', () => {
    const { job, control, outcomes } = newJob({ size: 3 });
    job.begin(upTo(3));
    const [chunk] = control.cut();
    assert.ok(chunk !== undefined);
    const list = new PartlyReadableList([0, undefined, 2], new Map([[1, new Error('no class')]]));

    job.take(chunk, valuesOf(chunk, list), 'worker 1');

    const [outcome] = outcomes;
    assert.ok(outcome?.ok === false && outcome.error instanceof NotSendableError);
    assert.equal(job.done, 1); // the one before it was read
  });

  it('which is the reason of its cancelling, and what runs of it is stopped', () => {
    const { job, control, outcomes } = newJob();
    job.begin(upTo(3));

    job.cancel('enough');

    assert.deepEqual([outcomes, control.released], [[{ ok: false, error: 'enough' }], ['kill']]);
  });
});

describe('CollectJob has a life', () => {
  it('that ends before it begins where it is cancelled while its items are read', () => {
    const { job, control, outcomes } = newJob();

    job.cancel('early');
    job.begin(upTo(3));

    assert.deepEqual([outcomes.length, control.waiting, job.total], [1, [], undefined]);
  });

  it('that cannot begin twice', () => {
    const { job } = newJob();
    job.begin(upTo(3));

    assert.throws(() => job.begin(upTo(3)), InvariantError);
  });

  it('that cannot end twice', () => {
    const { job } = newJob();
    job.cancel('over');
    const { finish } = job as unknown as { finish(leftovers: 'none'): void }; // out of reach of all but jobs

    assert.throws(() => finish.call(job, 'none'), InvariantError);
  });
});

describe('CollectJob says how far it has come', () => {
  it('without a total until its items are there', () => {
    const { job } = newJob();

    const before = job.progress;
    job.begin(upTo(3));

    assert.deepEqual([before, job.progress], [{ done: 0 }, { done: 0, total: 3 }]);
  });

  it('after each result', () => {
    const progress: unknown[] = [];
    const { job, control } = newJob({ size: 2 }, { onProgress: (told) => progress.push(told) });
    job.begin(upTo(3));
    const [a, b] = control.cut();
    assert.ok(a !== undefined && b !== undefined);

    job.take(b, valuesOf(b, [2]), 'worker 1');
    job.take(a, valuesOf(a, [0, 1]), 'worker 1');

    assert.deepEqual(progress, [
      { done: 1, total: 3 },
      { done: 3, total: 3 },
    ]);
  });

  it('and fails with what the callback throws, even with the last result', () => {
    const { job, control, outcomes } = newJob(
      { size: 1 },
      {
        onProgress: () => {
          throw new Error('in the callback');
        },
      },
    );
    job.begin(['only']);
    const [chunk] = control.cut();
    assert.ok(chunk !== undefined);

    job.take(chunk, valuesOf(chunk, [1]), 'worker 1');

    assert.deepEqual(outcomes, [{ ok: false, error: new Error('in the callback') }]);
  });

  it('and fails with what an async callback rejects with, while it runs', async () => {
    const { job, control, outcomes } = newJob(
      { size: 1 },
      { onProgress: () => Promise.reject(new Error('later')) as unknown as void }, // as to the compiler
    );
    job.begin(upTo(2));
    const [chunk] = control.cut();
    assert.ok(chunk !== undefined);

    job.take(chunk, valuesOf(chunk, [0]), 'worker 1');
    await nextTurn();

    assert.deepEqual(outcomes, [{ ok: false, error: new Error('later') }]);
  });
});

describe('CollectJob takes back what a worker did not get to', () => {
  it('as chunks of the size that is right by now', () => {
    const { job, control } = newJob({ size: 'auto', most: undefined });
    job.begin(upTo(100));
    const [first] = [job.nextChunk()];
    assert.ok(first !== undefined);
    job.observe(first, 1, 0.001);
    const chunk = job.nextChunk();
    assert.equal(chunk?.items.length, 4);

    const rest = job.observe(chunk, 1, 50); // 50 ms an item: one is a chunk now

    assert.deepEqual(itemsOf(rest), [['item 2'], ['item 3'], ['item 4']]);
    assert.deepEqual(
      rest.map((part) => part.first),
      [2, 3, 4],
    );
    assert.equal(control.waiting.length, 1);
  });

  it('but nothing of a chunk that is done', () => {
    const { job } = newJob({ size: 2 });
    job.begin(upTo(4));
    const chunk = job.nextChunk();
    assert.ok(chunk !== undefined);

    assert.deepEqual(job.observe(chunk, 2, 1), []);
  });

  it('and nothing when it is over', () => {
    const { job } = newJob({ size: 2 });
    job.begin(upTo(4));
    const chunk = job.nextChunk();
    assert.ok(chunk !== undefined);
    job.cancel('over');

    assert.deepEqual(job.observe(chunk, 1, 1), []);
  });
});
