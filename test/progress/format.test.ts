import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  formatCount,
  formatDuration,
  formatMemory,
  formatRate,
  formatTime,
  remainingMs,
} from '#dist/progress/format.js';

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

  it('tell short times and memory with two or three digits', () => {
    const times = [0.0214, 0.5, 3.149, 42.4, 1234, 65_000].map(formatTime);
    const sizes = [400_000, 48_300_000, 1_250_000_000].map(formatMemory);

    assert.deepEqual(times, ['0.021 ms', '0.5 ms', '3.1 ms', '42 ms', '1.2 s', '1m05s']);
    assert.deepEqual(sizes, ['0.4 MB', '48 MB', '1.3 GB']);
  });

  it('are of the next unit where rounding has reached it', () => {
    assert.equal(formatMemory(999_600_000), '1.0 GB');
    assert.equal(formatTime(999.7), '1.0 s');
  });

  it('have no time left where it cannot be known', () => {
    assert.equal(remainingMs(100, 50), 2000);
    assert.deepEqual(
      [undefined, 0].map((rate) => remainingMs(100, rate)),
      [undefined, undefined],
    );
  });
});
