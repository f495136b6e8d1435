/** Numbers and lines of the progress bar. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatCount, formatDuration, formatRate, remainingMs } from '#dist/progress/format.js';
import { barLine, type LineState, plainLine } from '#dist/progress/progress-line.js';
import { Rate } from '#dist/progress/rate.js';

const STATE: LineState = {
  label: '',
  done: 450,
  total: 1000,
  busy: 2,
  failed: 3,
  perSecond: 50,
  elapsedMs: 9000,
  isFinal: false,
};

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

  it('tell no time left where nobody can know', () => {
    assert.equal(remainingMs(100, 50), 2000);
    assert.deepEqual(
      [undefined, 0].map((rate) => remainingMs(100, rate)),
      [undefined, undefined],
    );
  });
});

describe('a smoothed rate', () => {
  it('is right from the first second, and in the long run', () => {
    const rate = new Rate(0, 0);
    assert.equal(rate.perSecond, undefined);

    rate.add(100, 1000);
    assert.equal(Math.round(rate.perSecond ?? 0), 100);

    for (let second = 2; second <= 60; second += 1) rate.add(second * 100, second * 1000);
    assert.equal(Math.round(rate.perSecond ?? 0), 100);
  });

  it('falls when nothing comes any more', () => {
    const rate = new Rate(0, 0);
    rate.add(1000, 1000);

    rate.add(1000, 30_000);

    assert.ok((rate.perSecond ?? 1000) < 100);
  });
});

describe('a line of progress', () => {
  it('has bar, percentage, counts, failures, time left, rate and busy workers', () => {
    const line = barLine(STATE, 100);

    assert.equal(
      line,
      `${'█'.repeat(13)}${'░'.repeat(17)}  45% 450/1,000 · 3 failed · ETA 11s · 50/s · 2 busy`,
    );
  });

  it('never exceeds the terminal, and keeps the counts longest', () => {
    for (let columns = 1; columns <= 120; columns += 1) {
      assert.ok(barLine(STATE, columns).length <= columns, `${columns} columns`);
    }
    assert.equal(barLine(STATE, 10), '450/1,000');
  });

  it('is a counter with its rate where no total is known', () => {
    const line = plainLine({ ...STATE, total: undefined, busy: undefined, failed: 0 });

    assert.equal(line, '450 · 9s · 50/s');
  });
});
