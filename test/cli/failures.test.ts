import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeSystemError } from '#dist/cli/failures.js';

describe('describeSystemError', () => {
  it('has words for the codes that users meet', () => {
    const error = Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });

    assert.equal(
      describeSystemError('cannot write out', error),
      'cannot write out: no space left on device (ENOSPC)',
    );
  });

  it("gives the error's own message for other codes, and for none", () => {
    const odd = Object.assign(new Error('what is odd'), { code: 'EODD' });

    assert.equal(describeSystemError('it failed', odd), 'it failed: what is odd (EODD)');
    assert.equal(describeSystemError('it failed', new Error('so')), 'it failed: so');
    assert.equal(describeSystemError('it failed', 'so'), 'it failed: so');
  });
});
