import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WorkCounts } from '#dist/cluster/host/work-counts.js';

describe('WorkCounts', () => {
  it('counts chunks and items, and how fast it was lately', (test) => {
    let nowMs = 0;
    test.mock.method(performance, 'now', () => nowMs);
    const counts = new WorkCounts();

    counts.add(60);
    counts.add(60);
    nowMs = 10_000;
    const first = counts.perSecond;
    nowMs = 40_000;
    const second = counts.perSecond;
    nowMs = 80_000;
    void counts.perSecond;
    nowMs = 120_000;

    assert.deepEqual([counts.chunks, counts.items], [2, 120]);
    assert.deepEqual([first, second, counts.perSecond], [12, 3, 0]);
  });
});
