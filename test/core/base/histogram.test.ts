import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Histogram } from '#dist/core/base/histogram.js';
import { fc } from '../../property.ts';

const NOTHING = { count: 0, mean: 0, p50: 0, p90: 0, p99: 0, max: 0 };
/** A bucket is a sixty-fourth of its lower end wide, and its middle stands for it. */
const OFF_BY = 1 / 100;

describe('Histogram', () => {
  it('is all zeros before there is anything', () => {
    assert.deepEqual(new Histogram().read(), NOTHING);
  });

  it('knows count, mean and maximum exactly, and each value as often as it came', () => {
    const histogram = new Histogram();

    histogram.add(1, 98);
    histogram.add(50, 2);

    const { count, mean, p50, p99, max } = histogram.read();
    assert.deepEqual([count, mean, max], [100, 1.98, 50]);
    assert.ok(Math.abs(p50 - 1) < OFF_BY);
    assert.ok(Math.abs(p99 - 50) < 50 * OFF_BY);
  });

  it('gives percentiles as a sorted list does, within a hundredth', () => {
    const value = fc.double({ min: 0.001, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), (values) => {
        const histogram = new Histogram();
        for (const one of values) histogram.add(one, 1);
        const sorted = values.toSorted((a, b) => a - b);
        const { p50, p90, p99 } = histogram.read();
        for (const [share, read] of [
          [0.5, p50],
          [0.9, p90],
          [0.99, p99],
        ] as const) {
          const exact = sorted[Math.ceil(share * values.length) - 1] ?? 0;
          assert.ok(Math.abs(read - exact) <= exact * OFF_BY, `${read} is not ${exact}`);
        }
      }),
    );
  });

  it('takes what is too small or too large to be told apart', () => {
    const histogram = new Histogram();

    for (const value of [0, 1e-9, 1e15, Number.MAX_VALUE]) histogram.add(value, 1);

    assert.deepEqual([histogram.read().count, histogram.read().max], [4, Number.MAX_VALUE]);
  });

  it('forgets everything when it is reset', () => {
    const histogram = new Histogram();
    histogram.add(5, 3);

    histogram.reset();

    assert.deepEqual(histogram.read(), NOTHING);
  });

  it('gives percentiles of what came since a copy was made', () => {
    const histogram = new Histogram();
    histogram.add(1000, 100);
    const before = histogram.copy();
    histogram.add(5, 10);

    const [p50 = 0, p99 = 0] = histogram.since(before, [0.5, 0.99]);

    assert.ok(Math.abs(p50 - 5) < 5 * OFF_BY && Math.abs(p99 - 5) < 5 * OFF_BY);
    assert.deepEqual(histogram.since(histogram.copy(), [0.5]), [0]);
    assert.deepEqual(new Histogram().since(undefined, [0.5]), [0]);
  });
});
