import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { range } from '#dist/core/items/range.js';
import type { Items } from '#dist/core/items/open-iterator.js';
import { LOCAL_PACE, type SizeWish } from '#dist/core/job/chunk-size.js';
import { FoldJob } from '#dist/core/job/fold-job.js';
import { ListPartials } from '#dist/core/job/partials.js';
import { FakeControl } from './fake-control.js';
import { answer, FOLD_OPTIONS } from './flow-stage.js';

// A source that has had this thread for some milliseconds is read on in the next turn of the event loop:
// not here, where the clock stands still.
beforeEach(() => mock.timers.enable({ apis: ['Date'] }));
afterEach(() => mock.timers.reset());

function begin(items: Items<unknown>, chunkSize: SizeWish = { size: 'auto', most: undefined }) {
  const control = new FakeControl();
  const own = {
    items,
    chunkSize,
    bufferSize: undefined,
    pace: LOCAL_PACE,
    partials: new ListPartials(true),
    onOutcome: () => {},
  };
  const job = new FoldJob(FOLD_OPTIONS, own, control);
  return { job, control };
}

function sizesOf(control: FakeControl): number[] {
  return control.cut().map(({ items }) => items.length);
}

describe('A chain', () => {
  it('that is cut by time begins with 512 items, where all are there', () => {
    const { job, control } = begin(range(1e9));

    job.begin();

    const [first = 0] = sizesOf(control);
    assert.equal(first, 512);
    assert.equal(job.total, 1e9);
  });

  it('that is cut by time begins with one item of a source, which may be slow', () => {
    const { job, control } = begin(
      (function* () {
        for (;;) yield 1;
      })(),
    );

    job.begin();

    assert.deepEqual(new Set(sizesOf(control)), new Set([1]));
    assert.equal(job.total, undefined);
  });

  it('leaves enough for all workers of a list that is short', () => {
    const { job, control } = begin(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);

    job.begin();

    assert.deepEqual(new Set(sizesOf(control)), new Set([1]));
  });

  it('keeps to a size that is given', () => {
    const { job, control } = begin(range(100), { size: 30 });

    job.begin();

    assert.deepEqual(sizesOf(control), [30, 30, 30, 10]);
  });

  it('cuts nothing when it was cancelled before it began', () => {
    const { job, control } = begin(range(100));

    job.cancel(new Error('enough'));
    job.begin();

    assert.deepEqual([sizesOf(control), job.isOver], [[], true]);
  });

  it('reads a source that gives later, as it gives', async () => {
    const { job, control } = begin(
      (async function* () {
        yield* ['a', 'b', 'c'];
      })(),
      { size: 1 },
    );
    const given: unknown[] = [];

    job.begin();
    while (!job.isOver) {
      for (const chunk of control.cut()) {
        given.push(...chunk.items);
        answer(chunk, []);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }

    assert.deepEqual([given, job.total], [['a', 'b', 'c'], 3]);
  });
});
