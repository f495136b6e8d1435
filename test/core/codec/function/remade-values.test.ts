import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findRemade, rememberRemade } from '#dist/core/codec/function/remade-values.js';

describe('A value that was made again', () => {
  const from = { id: '1', constant: 'x', make: () => 1 };

  it('is known by its identity, a symbol too', () => {
    for (const value of [{}, () => 1, Symbol('own')]) {
      rememberRemade(value, from);
      assert.equal(findRemade(value), from);
    }
  });

  it('is not known if it is the same everywhere', () => {
    for (const value of [1, null, Symbol.for('registered')]) rememberRemade(value, from);

    assert.equal(findRemade({}), undefined);
  });
});
