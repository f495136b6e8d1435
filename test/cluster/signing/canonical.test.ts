import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalText, hashOf, isWellFormed } from '#dist/cluster/signing/canonical.js';

describe('canonicalText', () => {
  it('does not depend on the order of headers, nor on the signature', () => {
    const text = canonicalText({ a: '1', b: '2' });

    assert.equal(canonicalText({ b: '2', a: '1' }), text);
    assert.equal(canonicalText({ a: '1', 'Mh-Signature': 'x', b: '2' }), text);
  });

  it('changes with every other change', () => {
    const texts = [
      { a: '1', b: '2' },
      { a: '1' },
      { a: '1', b: '2', c: '' },
      { a: '1', B: '2' },
      { a: '12', b: '' },
      { a: '2', b: '1' },
    ].map((headers) => canonicalText(headers as Record<string, string>)); // some lack a name

    assert.equal(new Set(texts).size, texts.length);
  });
});

describe('isWellFormed', () => {
  it('takes names and values that can be read in one way only', () => {
    assert.equal(isWellFormed({ 'Mh-Id': 'a b:c', empty: '' }), true);
    for (const headers of [{ 'a:b': '1' }, { a: '1\nb:2' }, { a: 'ä' }, { '': '1' }]) {
      assert.equal(isWellFormed(headers as Record<string, string>), false); // some lack a name
    }
  });
});

describe('hashOf', () => {
  it('tells bodies apart', () => {
    assert.equal(hashOf(new Uint8Array([1])), hashOf(new Uint8Array([1])));
    assert.notEqual(hashOf(new Uint8Array([1])), hashOf(new Uint8Array([1, 0])));
  });
});
