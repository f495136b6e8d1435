import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QueueFullError } from '#dist/core/base/errors.js';
import { ItemCounts } from '#dist/core/job/item-counts.js';
import { refuse } from '#dist/core/job/queue-full.js';

/** What a job with so many items fails with, where there is room for one more. */
function refusalOf(items: number): Error {
  const counts = new ItemCounts();
  counts.most = 10;
  counts.pending = 9;
  const errors: unknown[] = [];
  refuse({ submittedAt: undefined, abort: (error) => errors.push(error) }, counts, items);
  const [error] = errors;
  assert.ok(error instanceof QueueFullError);
  return error;
}

describe('A call that is refused', () => {
  it('is told how much room there is, and what to do', () => {
    assert.match(refusalOf(2).message, /this call of 2 items: at most 10 .* and 9 do; .*drained/);
  });

  it('is told of imap if it has more than could ever wait', () => {
    assert.match(refusalOf(11).message, /imap/);
  });
});
