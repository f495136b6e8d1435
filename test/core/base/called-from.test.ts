import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calledFrom } from '#dist/core/base/called-from.js';

describe('calledFrom', () => {
  it('gives an error the lines of the call that it is about', () => {
    const error = calledFrom(new RangeError('far'), 'Error\n    at main (a.js:1:2)');

    assert.equal(error.stack, 'RangeError: far\n    at main (a.js:1:2)');
    assert.deepEqual(Object.keys(error), []);
  });

  it('leaves it alone where these are not known', () => {
    const error = new RangeError('far');
    const { stack } = error;

    for (const submitted of [undefined, '', 'Error']) {
      assert.equal(calledFrom(error, submitted).stack, stack);
    }
  });
});
