import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatCount, formatDuration, formatRate, remainingMs } from '#dist/progress/format.js';

describe('the numbers of a progress bar', () => {
  it('are grouped by thousands', () => {
    assert.deepEqual([0, 999, 1000, 1234567].map(formatCount), ['0', '999', '1,000', '1,234,567']);
  });

  it('are told a minute or an hour when the work is slow', () => {
    const rates = [12_345, 2.5, 0.5, 0.001].map(formatRate);

    assert.deepEqual(rates, ['12,345/s', '2.5/s', '30.0/min', '3.6/h']);
  });

  it('tell durations in their two largest units, rounded before they are split', () => {
    const durations = [0, 59_600, 200_000, 7_500_000, 360_000_000].map(formatDuration);

    assert.deepEqual(durations, ['0s', '1m00s', '3m20s', '2h05m', '4d04h']);
  });

  it('have no time left where it cannot be known', () => {
    assert.equal(remainingMs(100, 50), 2000);
    assert.deepEqual(
      [undefined, 0].map((rate) => remainingMs(100, rate)),
      [undefined, undefined],
    );
  });
});
