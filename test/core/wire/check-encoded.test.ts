import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkEncoded } from '#dist/core/wire/check-encoded.js';

describe('checkEncoded', () => {
  it('takes what can be sent', () => {
    for (const value of [undefined, 1, { a: [new Map([[1, new Uint8Array(3)]])] }])
      checkEncoded(value);
  });

  it('throws for what cannot', () => {
    assert.throws(() => checkEncoded({ a: () => 1 }), /could not be cloned/);
    assert.throws(() => checkEncoded([Symbol('none')]), /could not be cloned/);
  });
});
