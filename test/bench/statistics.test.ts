import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  crossing,
  fitExponent,
  median,
  medianInterval,
  medianRatio,
} from '../../bench/harness/statistics.ts';

describe('median', () => {
  it('is the middle value, whatever the order', () => {
    assert.equal(median([9, 1, 5]), 5);
  });

  it('is the mean of the two middle values if their number is even', () => {
    assert.equal(median([1, 100, 3, 5]), 4);
  });

  it('compares numbers as numbers', () => {
    assert.equal(median([10, 9, 100]), 10);
  });

  it('leaves the list as it was', () => {
    const values = [3, 1, 2];

    median(values);

    assert.deepEqual(values, [3, 1, 2]);
  });

  it('of nothing is NaN', () => {
    assert.equal(median([]), Number.NaN);
  });
});

describe('medianInterval', () => {
  it('is narrow where values agree, and the same each time', () => {
    const values = [1.01, 1, 0.99, 1.02, 1, 0.98, 1.01, 1];

    const { middle, from, to } = medianInterval(values);

    assert.equal(middle, 1);
    assert.ok(from >= 0.99 && to <= 1.01, `${from} … ${to}`);
    assert.deepEqual(medianInterval(values), { middle, from, to });
  });

  it('is wide where they do not', () => {
    const { from, to } = medianInterval([0.8, 1.2, 0.9, 1.1, 1, 0.7, 1.3]);

    assert.ok(from <= 0.9 && to >= 1.1, `${from} … ${to}`);
  });

  it('of nothing is nowhere', () => {
    assert.deepEqual(medianInterval([]).middle, Number.NaN);
  });
});

describe('medianRatio', () => {
  it('compares run with run, so that a drift of the machine cancels out', () => {
    const theirs = [10, 20, 40];
    const ours = [5, 10, 20];

    assert.equal(medianRatio(ours, theirs), 0.5);
  });

  it('is not the ratio of the medians', () => {
    assert.equal(medianRatio([1, 6, 3], [1, 2, 30]), 1);
  });

  it('leaves out runs that one of them does not have', () => {
    assert.equal(medianRatio([2, 2, 100], [1, 1]), 2);
  });

  it('is NaN if one of them never ran', () => {
    assert.equal(medianRatio([1], []), Number.NaN);
  });
});

describe('fitExponent', () => {
  for (const exponent of [0, 0.5, 1, 2]) {
    it(`finds ${exponent} in a law with that exponent`, () => {
      const points = [1, 10, 100, 1_000].map((x) => ({ x, y: 7 * x ** exponent }));

      const found = fitExponent(points);

      assert.ok(Math.abs(found - exponent) < 1e-9, `found ${found}`);
    });
  }

  it('lies between the slopes of a curve that bends', () => {
    const found = fitExponent([1, 10, 100].map((x) => ({ x, y: 5 + x })));

    assert.ok(found > 0 && found < 1, `found ${found}`);
  });
});

describe('crossing', () => {
  it('is where the straight line between the two points round 1 meets it, in logarithms', () => {
    const found = crossing([
      { x: 1, y: 100 },
      { x: 10, y: 10 },
      { x: 1_000, y: 0.1 },
    ]);

    assert.ok(found !== undefined && Math.abs(found - 100) < 1e-9, `found ${found}`);
  });

  it('is the first point if that is below 1 already', () => {
    assert.equal(crossing([{ x: 3, y: 0.9 }]), 3);
  });

  it('is nowhere if the curve stays above 1', () => {
    const points = [
      { x: 1, y: 9 },
      { x: 2, y: 1 },
    ];

    assert.equal(crossing(points), undefined);
  });
});
