import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { thrownText, thrownTitle } from '#dist/core/base/thrown-text.js';

const hostile = Object.defineProperty(new Error('never read'), 'message', {
  get: () => assert.fail('it was thrown once more'),
});

describe('thrownText', () => {
  it('is the message of an error, and the text of anything else', () => {
    assert.deepEqual([new RangeError('mine'), 'text', 5, undefined].map(thrownText), [
      ...['mine', 'text', '5', 'undefined'],
    ]);
  });

  it('says what it is, where that cannot be had', () => {
    assert.match(thrownText(Object.create(null)), /^an? /);
    assert.match(thrownText(hostile), /^an Error/);
  });
});

describe('thrownTitle', () => {
  it('names an error, and is the text of anything else', () => {
    assert.deepEqual(
      [thrownTitle(new TypeError('x')), thrownTitle('text')],
      ['TypeError: x', 'text'],
    );
  });

  it('says what it is, where that cannot be had', () => {
    assert.match(thrownTitle(hostile), /^an Error/);
  });
});
