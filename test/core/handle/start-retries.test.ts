import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StartRetries } from '#dist/core/handle/start-retries.js';

describe('StartRetries', () => {
  it('allows none, unless told otherwise', () => {
    const retries = new StartRetries(0);
    retries.onStart(1);

    assert.equal(retries.mayTryAgain(1), false);
  });

  it('counts in each place by itself', () => {
    const retries = new StartRetries(1);
    for (const id of [1, 2, 3]) retries.onStart(id);

    assert.equal(retries.mayTryAgain(1), true);
    assert.equal(retries.mayTryAgain(2), true);
    retries.onStart(4);
    retries.onReady(4);
    retries.onStart(5);

    assert.equal(retries.mayTryAgain(3), true);
    assert.equal(retries.mayTryAgain(5), false);
  });

  it('counts in a row: a worker that was ready begins anew', () => {
    const retries = new StartRetries(1);
    retries.onStart(1);
    retries.mayTryAgain(1);
    retries.onStart(2);
    retries.onReady(2);
    retries.onStart(3);

    assert.equal(retries.mayTryAgain(3), true);
  });
});
