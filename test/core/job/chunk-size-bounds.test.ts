import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AutoChunkSize, LOCAL_PACE, type SizeBounds, sizerFor } from '#dist/core/job/chunk-size.js';

const BOUNDS: SizeBounds = {
  first: 512,
  most: 100_000,
  minItemMs: 1e-6,
  trust: { fasterShare: 0.7, slowerNeeds: 2 },
  leastShare: 1 / 16,
};

describe('Bounds of chunks that are cut by time', () => {
  it('say how many items the first has, as long as there are enough for everybody', () => {
    const sizer = new AutoChunkSize(2, BOUNDS);

    assert.deepEqual([sizer.next(), sizer.next(1e6), sizer.next(8)], [512, 512, 1]);
  });

  it('say how many items a chunk has at most, and a caller may want fewer', () => {
    const workforce = { slots: 2, pace: LOCAL_PACE };
    const sizers = [undefined, 1000].map((most) =>
      sizerFor({ size: 'auto', most, bounds: BOUNDS }, workforce),
    );

    for (const sizer of sizers)
      for (let i = 0; i < 10; i += 1) sizer.observe(sizer.next(), sizer.next() * 1e-6);

    assert.deepEqual(
      sizers.map((sizer) => sizer.next()),
      [100_000, 1000],
    );
  });

  it('let chunks become no smaller towards the end than is worth a message', () => {
    const sizer = new AutoChunkSize(2, BOUNDS);
    for (let i = 0; i < 8; i += 1) sizer.observe(10_000, 10_000 * 0.001);

    assert.deepEqual([sizer.next(1e6), sizer.next(40_000), sizer.next(100)], [4000, 4000, 250]);
  });

  it('say whether a single slow chunk is believed', () => {
    const [patient, hasty] = [
      new AutoChunkSize(2, BOUNDS),
      new AutoChunkSize(2, { ...BOUNDS, trust: { fasterShare: 0.7, slowerNeeds: 1 } }),
    ];

    for (const sizer of [patient, hasty]) {
      sizer.observe(1000, 1);
      sizer.observe(1000, 100);
    }

    assert.deepEqual([patient.next(), hasty.next()], [4000, 40]);
  });
});
