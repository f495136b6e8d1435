import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReaderLine } from '#dist/core/job/reader-line.js';

function open(ahead: number): { line: ReaderLine; granted: number[]; changes: () => number } {
  const granted: number[] = [];
  let changes = 0;
  const line = new ReaderLine({
    ahead,
    grant: (count) => granted.push(count),
    onChange: () => {
      changes += 1;
    },
  });
  return { line, granted, changes: () => changes };
}

describe('ReaderLine', () => {
  it('gives credit for half of what may be ahead, at a time', () => {
    const { line, granted } = open(4);

    for (let i = 0; i < 3; i += 1) line.noteValue(0);
    for (let i = 0; i < 3; i += 1) line.noteRead();

    assert.deepEqual(granted, [2]);
    assert.equal(line.offset, 0);
  });

  it('is held when nothing more may come, until something is read', () => {
    const { line, granted, changes } = open(1);
    line.noteValue(3);
    const was = [line.isHeld, changes()];

    line.noteRead();

    assert.deepEqual(was, [true, 1]);
    assert.deepEqual([line.isHeld, changes(), granted], [false, 2, [1]]);
  });

  it('counts for how long it was held, in all', (t) => {
    let nowMs = 0;
    t.mock.method(performance, 'now', () => nowMs);
    const { line } = open(1);

    line.noteValue(0);
    nowMs = 10;
    const during = line.heldMs;
    line.noteRead();
    nowMs = 50;
    const after = line.heldMs;
    line.noteValue(0);
    nowMs = 55;

    assert.deepEqual([during, after, line.heldMs], [10, 10, 15]);
  });

  it('may be opened for ever, once', () => {
    const { line, granted } = open(2);

    line.open();
    line.open();
    for (let i = 0; i < 100; i += 1) line.noteValue(0);

    assert.equal(granted.length, 1);
    assert.ok((granted[0] ?? 0) > 1e9);
    assert.equal(line.isHeld, false);
  });
});
