import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvariantError } from '#dist/core/base/errors.js';
import { move, type WorkerState } from '#dist/core/handle/worker-state.js';

const STATES: readonly WorkerState[] = ['starting', 'idle', 'busy', 'stopping', 'dead'];
const ALLOWED: readonly string[] = [
  'starting → idle',
  'starting → stopping',
  'starting → dead',
  'idle → busy',
  'idle → stopping',
  'idle → dead',
  'busy → idle',
  'busy → stopping',
  'busy → dead',
  'stopping → dead',
];

describe('the states of a worker', () => {
  for (const from of STATES) {
    for (const to of STATES) {
      const step = `${from} → ${to}`;
      const isAllowed = ALLOWED.includes(step);
      it(`${step} ${isAllowed ? 'may happen' : 'is impossible'}`, () => {
        if (isAllowed) assert.equal(move(from, to), to);
        else assert.throws(() => move(from, to), InvariantError);
      });
    }
  }
});
