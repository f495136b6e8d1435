import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvariantError } from '#dist/core/base/errors.js';
import { move } from '#dist/core/base/state-machine.js';
import { WORKER_MOVES, type WorkerState } from '#dist/core/handle/worker-state.js';

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
        const go = (): WorkerState => move('a worker', WORKER_MOVES, from, to);
        if (isAllowed) assert.equal(go(), to);
        else assert.throws(go, InvariantError);
      });
    }
  }
});
