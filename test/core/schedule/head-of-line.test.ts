import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BLOCKED_MS, isBlocked } from '#dist/core/schedule/head-of-line.js';

/** A worker with so many chunks in hand, the first of them since `frontSinceMs`. */
function held(size: number, frontSinceMs: number): Parameters<typeof isBlocked>[0] {
  return { hands: { size }, frontSinceMs };
}

describe('isBlocked', () => {
  it('is true of a worker that has had the same chunk before it for long', () => {
    const worker = held(3, 1000);

    const looks = [1000, 1000 + BLOCKED_MS, 1001 + BLOCKED_MS].map((ms) => isBlocked(worker, ms));

    assert.deepEqual(looks, [false, false, true]);
  });

  it('is false of a worker that has nothing, however long that has been so', () => {
    assert.equal(isBlocked(held(0, 0), 1e6), false);
  });
});
