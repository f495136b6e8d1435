import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvariantError } from '#dist/core/base/errors.js';
import { move, type Moves } from '#dist/core/base/state-machine.js';

const MOVES: Moves<'open' | 'shut' | 'gone'> = {
  open: ['shut', 'gone'],
  shut: ['open'],
  gone: [],
};

describe('move', () => {
  it('returns the new state where the table has the move', () => {
    const states = [move('a door', MOVES, 'open', 'shut'), move('a door', MOVES, 'shut', 'open')];

    assert.deepEqual(states, ['shut', 'open']);
  });

  it('throws where it has not, and names the thing and both states', () => {
    assert.throws(
      () => move('a door', MOVES, 'shut', 'gone'),
      (error) => {
        assert.ok(error instanceof InvariantError);
        assert.match(error.message, /^a door went from shut to gone/);
        return true;
      },
    );
  });

  it('throws where a thing would stay as it is, unless that is a move', () => {
    assert.throws(() => move('a door', MOVES, 'gone', 'gone'), InvariantError);
  });
});
