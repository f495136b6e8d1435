import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cut, cutMiddle } from '#dist/core/base/cut.js';

describe('cut', () => {
  it('leaves a text alone that fits', () => {
    assert.equal(cut('abcd', 4), 'abcd');
  });

  it('marks where a longer one ends, within the limit', () => {
    assert.equal(cut('abcde', 4), 'abc…');
  });

  it('takes a whole character rather than half of one', () => {
    assert.equal(cut('ab😀cd', 4), 'ab…');
  });
});

describe('cutMiddle', () => {
  it('leaves a text alone that fits', () => {
    assert.equal(cutMiddle('abcd', 4), 'abcd');
  });

  it('keeps both ends and says how much is missing', () => {
    assert.equal(cutMiddle('abcdefgh', 4), 'ab… (4 characters left out) …gh');
  });
});
