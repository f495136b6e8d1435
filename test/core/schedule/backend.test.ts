import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvariantError } from '#dist/core/base/errors.js';
import { movePool, type PoolState } from '#dist/core/schedule/backend.js';

describe('movePool', () => {
  it('closes a running pool, and terminates a running or a closed one', () => {
    const states = [
      movePool('running', 'closed'),
      movePool('running', 'terminated'),
      movePool('closed', 'terminated'),
    ];

    assert.deepEqual(states, ['closed', 'terminated', 'terminated']);
  });

  const impossible: readonly (readonly [PoolState, PoolState])[] = [
    ['closed', 'running'],
    ['closed', 'closed'],
    ['terminated', 'running'],
    ['terminated', 'closed'],
    ['terminated', 'terminated'],
  ];
  for (const [from, to] of impossible) {
    it(`never lets a pool go from ${from} to ${to}`, () => {
      assert.throws(
        () => movePool(from, to),
        (error) =>
          error instanceof InvariantError &&
          error.message.startsWith(`a pool went from ${from} to ${to}`),
      );
    });
  }
});
