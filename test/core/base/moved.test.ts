import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isMoved, MOVED } from '#dist/core/base/moved.js';

describe('isMoved', () => {
  it('knows the marker, also that of another copy of the package', () => {
    const ours = { value: 1, [MOVED]: [] };
    const theirs = { value: 1, [Symbol.for('manyhands.moved')]: [] };

    assert.deepEqual([isMoved(ours), isMoved(theirs)], [true, true]);
  });

  it('takes nothing else for one', () => {
    const others = [undefined, null, 1, 'manyhands.moved', {}, [], { value: 1 }, () => {}];

    assert.deepEqual(others.filter(isMoved), []);
  });
});
