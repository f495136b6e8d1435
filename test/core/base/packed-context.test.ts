import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packContext, unpackContext } from '#dist/core/base/packed-context.js';

describe('A packed context', () => {
  for (const value of [
    undefined,
    'id',
    { trace: 'ä€\u{1f600}', n: [1, 2n] },
    new Map([[1, new Date(5)]]),
  ]) {
    it(`comes out as it went in: ${String(value)}`, () => {
      assert.deepEqual(unpackContext(packContext(value)), value);
    });
  }

  it('is a copy each time', () => {
    const packed = packContext({ n: 1 });

    assert.notEqual(unpackContext(packed), unpackContext(packed));
  });

  it('refuses what cannot be cloned', () => {
    assert.throws(() => packContext(() => 1), /could not be cloned/);
  });
});
