import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cancelledElsewhere, poisonFailure } from '#dist/cluster/submit/cluster-failure.js';

describe('The failures of a cluster', () => {
  it('name the items that no host could finish, and how many hosts had them', () => {
    const one = poisonFailure({ first: 7, count: 1, name: 'f' }, 3);
    const several = poisonFailure({ first: 7, count: 3, name: 'f' }, 5);

    assert.match(one.message, /^3 hosts were given item 7 of 'f'/);
    assert.match(several.message, /^5 hosts were given items 7 to 9 of 'f'/);
    assert.equal(one.code, 'ERR_POOL_WORKER_LOST');
  });

  it('name the job that was cancelled elsewhere', () => {
    assert.match(cancelledElsewhere('d-1').message, /job d-1 was cancelled/);
    assert.equal(cancelledElsewhere('d-1').code, 'ERR_POOL_JOB_CANCELLED');
  });
});
