import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QueueFullError } from '#dist/core/base/errors.js';
import { ItemCounts } from '#dist/core/job/item-counts.js';
import { queueFull } from '#dist/core/job/queue-full.js';

describe('queueFull', () => {
  const counts = new ItemCounts();
  counts.most = 10;
  counts.pending = 9;

  it('says how much room there is, and what to do', () => {
    const error = queueFull(counts, 2);

    assert.ok(error instanceof QueueFullError);
    assert.match(error.message, /this call of 2 items: at most 10 .* and 9 do; .*drained/);
  });

  it('names imap to whoever has more than could ever wait', () => {
    assert.match(queueFull(counts, 11).message, /imap/);
  });
});
