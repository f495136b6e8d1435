import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvariantError } from '#dist/core/base/errors.js';
import { type CrewState, moveCrew } from '#dist/core/handle/crew-state.js';

const STATES: readonly CrewState[] = [
  { kind: 'running' },
  { kind: 'paused', pause: undefined as never },
  { kind: 'ending' },
  { kind: 'ended' },
];
const ALLOWED: readonly string[] = [
  'running → running',
  'running → paused',
  'running → ending',
  'paused → running',
  'paused → paused',
  'paused → ending',
  'ending → ended',
];

describe('the states of a crew', () => {
  for (const from of STATES) {
    for (const to of STATES) {
      const step = `${from.kind} → ${to.kind}`;
      const isAllowed = ALLOWED.includes(step);
      it(`${step} ${isAllowed ? 'may happen' : 'is impossible'}`, () => {
        if (isAllowed) assert.equal(moveCrew(from, to), to);
        else assert.throws(() => moveCrew(from, to), InvariantError);
      });
    }
  }
});
