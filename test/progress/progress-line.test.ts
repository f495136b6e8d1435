import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { barLine, type LineState, plainLine } from '#dist/progress/progress-line.js';

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
