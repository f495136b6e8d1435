import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rate } from '#dist/progress/rate.js';

describe('a smoothed rate', () => {
  it('is right from the first second, and in the long run', () => {
    const rate = new Rate(0, 0);
    assert.equal(rate.perSecond, undefined);

    rate.add(100, 1000);
    assert.equal(Math.round(rate.perSecond ?? 0), 100);

    for (let second = 2; second <= 60; second += 1) rate.add(second * 100, second * 1000);
    assert.equal(Math.round(rate.perSecond ?? 0), 100);
  });

  it('falls when no more items are done', () => {
    const rate = new Rate(0, 0);
    rate.add(1000, 1000);

    rate.add(1000, 30_000);

    assert.ok((rate.perSecond ?? 1000) < 100);
  });

  it('starts anew when there are fewer items than before: another call is shown', () => {
    const rate = new Rate(0, 0);
    rate.add(1000, 1000);

    rate.add(0, 2000);
    assert.equal(rate.perSecond, undefined);
    rate.add(10, 3000);

    assert.equal(Math.round(rate.perSecond ?? 0), 10);
  });
});
