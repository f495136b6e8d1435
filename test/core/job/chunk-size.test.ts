import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  AutoChunkSize,
  defaultChunkSize,
  FixedChunkSize,
  LOCAL_PACE,
} from '#dist/core/job/chunk-size.js';
import { makespan } from './makespan.ts';

/** What CPython was seen to do. */
const CPYTHON: readonly (readonly [items: number, workers: number, size: number])[] = [
  [16, 4, 1],
  [17, 4, 2],
  [33, 4, 3],
  [100, 4, 7],
  [1000, 4, 63],
  [100, 2, 13],
  [16, 1, 4],
  [1, 8, 1],
];

const WORKLOADS: readonly { readonly count: number; readonly shortMs: number }[] = [
  { count: 1000, shortMs: 1 },
  { count: 2000, shortMs: 0.2 },
  { count: 10_000, shortMs: 0.1 },
  { count: 10_000, shortMs: 0.01 },
  { count: 100_000, shortMs: 0.01 },
];

describe('defaultChunkSize', () => {
  for (const [items, workers, size] of CPYTHON) {
    it(`cuts ${items} items for ${workers} workers into chunks of ${size}, as CPython does`, () => {
      assert.equal(defaultChunkSize(items, workers), size);
    });
  }
});

describe('FixedChunkSize', () => {
  it('stays what it is, whatever the tasks take', () => {
    const sizer = new FixedChunkSize(7);

    sizer.observe();

    assert.equal(sizer.next(), 7);
  });
});

describe('AutoChunkSize', () => {
  it('begins with single items, as long as nothing is known', () => {
    const sizer = new AutoChunkSize(2);

    assert.deepEqual([sizer.next(), sizer.next(1_000_000)], [1, 1]);
  });

  it('grows step by step while tasks are short', () => {
    const sizer = new AutoChunkSize(2);

    const sizes = grow(sizer, 0.01, 6);

    assert.deepEqual(sizes, [1, 4, 16, 64, 256, 400]);
  });

  it('cuts chunks of four milliseconds', () => {
    for (const itemMs of [0.1, 0.5, 1, 2, 4]) {
      const sizer = new AutoChunkSize(2);

      grow(sizer, itemMs, 10);

      assert.equal(sizer.next() * itemMs, 4);
    }
  });

  it('cuts single items where each takes longer than a chunk should', () => {
    const sizer = new AutoChunkSize(2);

    grow(sizer, 250, 3);

    assert.equal(sizer.next(), 1);
  });

  it('believes at once that tasks have become slower, and by and by that they have become faster', () => {
    const sizer = new AutoChunkSize(2);
    grow(sizer, 0.1, 8);

    const sizes = [sizer.next()];
    sizer.observe(40, 40 * 2);
    sizes.push(sizer.next());
    for (let i = 0; i < 4; i += 1) {
      sizer.observe(sizer.next(), sizer.next() * 0.1);
      sizes.push(sizer.next());
    }

    assert.deepEqual(sizes, [40, 2, 2, 3, 5, 7]);
  });

  it('shares out what is left, four turns for each worker', () => {
    const sizer = new AutoChunkSize(2);
    grow(sizer, 0.001, 10);

    const sizes = [8000, 800, 80, 8, 1].map((remaining) => sizer.next(remaining));

    assert.deepEqual(sizes, [1000, 100, 10, 1, 1]);
  });

  it('never exceeds what it is told, nor two thousand', () => {
    const [told, untold] = [new AutoChunkSize(2, { most: 5 }), new AutoChunkSize(2)];
    grow(told, 0, 20);
    grow(untold, 0, 20);

    assert.deepEqual([told.next(), untold.next()], [5, 2000]);
  });

  it('lets a chunk take twice the time it is meant to take before it is handed back', () => {
    assert.equal(LOCAL_PACE.budgetMs, 2 * LOCAL_PACE.targetMs);
  });
});

describe("the makespan with chunkSize 'auto'", () => {
  for (const { count, shortMs } of WORKLOADS) {
    for (const workers of [2, 4]) {
      it(`stays within 1.15 × the ideal for ${count} items of ${shortMs} ms on ${workers} workers, wherever the long ones stand`, () => {
        const worst = Math.max(
          ...places(21).map((place) => {
            const work = skewed(count, shortMs, place);
            return makespan(work, workers, new AutoChunkSize(workers)) / ideal(work, workers);
          }),
        );

        assert.ok(worst <= 1.15, `${worst.toFixed(3)} × the ideal`);
      });
    }
  }

  it('is far below that of CPython’s chunks, which give all long items to one worker', () => {
    const work = skewed(10_000, 0.1, 1);
    const fixed = new FixedChunkSize(defaultChunkSize(work.length, 2));

    const [ours, theirs] = [makespan(work, 2, new AutoChunkSize(2)), makespan(work, 2, fixed)];

    assert.ok(theirs > 1.4 * ideal(work, 2), `${theirs}`);
    assert.ok(ours < 1.05 * ideal(work, 2), `${ours}`);
  });

  it('is that of an even workload, too', () => {
    const work = new Array<number>(10_000).fill(0.2);

    const time = makespan(work, 4, new AutoChunkSize(4));

    assert.ok(time <= 1.05 * ideal(work, 4), `${time}`);
  });
});

/** What a sizer says while each chunk it asks for takes `itemMs` per item. */
function grow(sizer: AutoChunkSize, itemMs: number, rounds: number): number[] {
  return Array.from({ length: rounds }, () => {
    const size = sizer.next();
    sizer.observe(size, size * itemMs);
    return size;
  });
}

/** One item in a hundred takes a hundred times as long; they stand together, at `place` from 0 to 1. */
function skewed(count: number, shortMs: number, place: number): number[] {
  const long = count / 100;
  const from = Math.floor((count - long) * place);
  return new Array<number>(count).fill(shortMs).fill(shortMs * 100, from, from + long);
}

function places(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

/** No worker idle and no cost for anything but the tasks. */
function ideal(work: readonly number[], workers: number): number {
  return work.reduce((sum, ms) => sum + ms, 0) / workers;
}
