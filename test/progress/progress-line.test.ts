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

  it('has how many workers there are, the median of the running time, and memory, if it is told', () => {
    const told = { ...STATE, workers: 4, p50: 12.3, memory: 181_000_000 };

    assert.equal(
      plainLine(told),
      '450/1,000 · 3 failed · ETA 11s · 50/s · 2 of 4 busy · p50 12 ms · 181 MB · 45%',
    );
    assert.match(plainLine({ ...told, busy: undefined }), / · 4 workers · /);
    assert.match(plainLine({ ...told, isFinal: true }), /in 9s · 50\/s · p50 12 ms/);
  });

  it('loses them first where there is little room', () => {
    const line = barLine({ ...STATE, workers: 4, p50: 12.3, memory: 181_000_000 }, 40);

    assert.doesNotMatch(line, /p50|MB/);
    assert.match(line, /450\/1,000/);
  });
});
