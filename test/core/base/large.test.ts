import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LargeParts } from '#dist/core/base/large.js';

describe('large buffers of a value', () => {
  it('are numbered: each whole one once, each part by itself', () => {
    const parts = new LargeParts();
    const one = new ArrayBuffer(10);
    const other = new ArrayBuffer(20);

    assert.equal(parts.addWhole(one), 0);
    assert.equal(parts.addPart({ buffer: other, from: 5, length: 3 }), 1);
    assert.equal(parts.addWhole(one), undefined);
    assert.equal(parts.addWhole(other), 2);

    assert.equal(parts.hasWhole(one), true);
    assert.deepEqual(
      parts.parts.map(({ from, length }) => [from, length]),
      [
        [0, 10],
        [5, 3],
        [0, 20],
      ],
    );
  });
});
