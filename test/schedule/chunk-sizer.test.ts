import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AutoChunkSize, defaultChunkSize, FixedChunkSize } from '#dist/schedule/chunk-sizer.js';
import { fc } from '../property.ts';

describe('defaultChunkSize', () => {
  it('is CPython’s: four chunks per worker, divmod and one more for a remainder', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 500 }),
        (items, workers) => {
          const quotient = Math.floor(items / (workers * 4));
          const remainder = items % (workers * 4);

          assert.equal(defaultChunkSize(items, workers), quotient + (remainder > 0 ? 1 : 0));
        },
      ),
    );
  });
});

describe('FixedChunkSize', () => {
  it('stays what it is, whatever is observed', () => {
    const sizer = new FixedChunkSize(5);

    sizer.observe();

    assert.equal(sizer.next(), 5);
    assert.equal(sizer.budgetMs, 0);
  });
});

describe('AutoChunkSize', () => {
  it('begins with one item, as nothing is known', () => {
    assert.equal(new AutoChunkSize(4).next(1000), 1);
  });

  it('grows step by step where tasks are short', () => {
    const sizer = new AutoChunkSize(1);
    const sizes: number[] = [];

    for (let i = 0; i < 5; i += 1) {
      const size = sizer.next(1_000_000);
      sizes.push(size);
      sizer.observe(size, size * 0.001);
    }

    assert.deepEqual(sizes, [1, 4, 16, 64, 256]);
  });

  it('is one item where tasks are long', () => {
    const sizer = new AutoChunkSize(2);

    sizer.observe(1, 200);

    assert.equal(sizer.next(1000), 1);
  });

  it('shrinks at once when tasks become long', () => {
    const sizer = new AutoChunkSize(1);
    for (let i = 0; i < 8; i += 1) sizer.observe(1000, 1);
    const before = sizer.next(1_000_000);

    sizer.observe(10, 1000);

    assert.ok(before > 100);
    assert.equal(sizer.next(1_000_000), 1);
  });

  it('leaves several turns to each worker towards the end', () => {
    const sizer = new AutoChunkSize(4);
    for (let i = 0; i < 8; i += 1) sizer.observe(1000, 1);

    assert.ok(sizer.next(1600) <= 1600 / 16);
    assert.equal(sizer.next(3), 1);
  });

  it('never has more items than it was told to, nor fewer than one', () => {
    const observation = fc.tuple(
      fc.integer({ min: 1, max: 5000 }),
      fc.double({ min: 0, max: 10_000, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(observation),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 1000 }),
        (seen, max, remaining) => {
          const sizer = new AutoChunkSize(3, max);
          for (const [items, ms] of seen) sizer.observe(items, ms);

          const size = sizer.next(remaining);
          assert.ok(Number.isInteger(size) && size >= 1 && size <= max, `${size}`);
        },
      ),
    );
  });
});
