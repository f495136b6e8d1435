import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startsOf } from '#dist/core/wire/list/lengths.js';

describe('lengths', () => {
  it('say where each list begins, and where the last one ends', () => {
    assert.deepEqual(startsOf([]), Float64Array.of(0));
    assert.deepEqual(startsOf(Int32Array.of(2, 0, 3)), Float64Array.of(0, 2, 2, 5));
    assert.deepEqual(startsOf([2 ** 31, 2 ** 31]).at(-1), 2 ** 32);
  });

  it('are whole numbers from 0 on', () => {
    for (const odd of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined])
      assert.throws(() => startsOf([1, odd]), RangeError);
  });
});
