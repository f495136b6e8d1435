/** The memory of ids: each is admitted once, and there are never too many. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeenIds } from '#dist/cluster/signing/seen-ids.js';
import { fc } from '../../property.ts';

describe('SeenIds', () => {
  it('admits an id once as long as its message is valid', () => {
    const seen = new SeenIds();

    assert.equal(seen.admit('a', 100, 0), true);
    assert.equal(seen.admit('a', 100, 99), false);
    assert.equal(seen.admit('b', 100, 99), true);
  });

  it('forgets the oldest when it is full', () => {
    const seen = new SeenIds(2);

    for (const id of ['a', 'b', 'c']) seen.admit(id, 100, 0);

    assert.equal(seen.size, 2);
    assert.deepEqual([seen.admit('b', 100, 0), seen.admit('c', 100, 0)], [false, false]);
    assert.equal(seen.admit('a', 100, 0), true);
  });

  it('does not keep what has expired', () => {
    const seen = new SeenIds();
    for (const id of ['a', 'b', 'c']) seen.admit(id, 100, 0);

    seen.admit('d', 300, 200);

    assert.equal(seen.size, 1);
  });

  it('never holds more than it may, and never admits twice what it holds', () => {
    const calls = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5 })),
    );
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 8 }), (ids, capacity) => {
        const seen = new SeenIds(capacity);
        ids.forEach(([id, life], nowMs) => {
          seen.admit(String(id), nowMs + life + 1, nowMs);

          assert.equal(seen.admit(String(id), nowMs + 10, nowMs), false);
          assert.ok(seen.size <= capacity);
        });
      }),
    );
  });
});
