import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noteFailure, notePoolEnd, noteSeen } from '#dist/core/api/unseen-failures.js';
import { until } from '../../until.ts';

interface Told extends Error {
  readonly code?: string;
  readonly detail?: string;
}

/** The warnings that `act` leads to, once there are `count`. */
async function warned(count: number, act: () => void): Promise<Told[]> {
  const told: Told[] = [];
  const note = (warning: Error): void => void told.push(warning);
  process.on('warning', note);
  act();
  await until(`${count} warnings`, () => told.length >= count);
  process.off('warning', note);
  return told;
}

describe('A failure that nobody has looked at', () => {
  it('is told some time after the end of its pool, with the error and the call', async () => {
    const [result, pool, error] = [{}, {}, new RangeError('far')];
    noteFailure(result, { error, submitted: 'Error\n    at main (a.js:1:2)', pool });

    const [{ name, code, cause, detail } = {}] = await warned(1, () => notePoolEnd(pool));

    assert.deepEqual([name, code], ['ManyhandsUnhandledFailure', 'MANYHANDS_UNHANDLED_FAILURE']);
    assert.equal(cause, error);
    assert.equal(detail, error.stack);
  });

  it('is told with the line of the call if it is no error', async () => {
    const pool = {};
    noteFailure({}, { error: 42, submitted: 'Error\n    at main (a.js:1:2)', pool });

    const [told] = await warned(1, () => notePoolEnd(pool));

    assert.equal(told?.detail, '42 was thrown\n    at main (a.js:1:2)');
  });

  it('is not told twice, nor if somebody has looked, nor for another pool', async () => {
    const [result, pool, other] = [{}, {}, {}];
    noteFailure(result, { error: 1, submitted: undefined, pool });
    noteFailure(other, { error: 2, submitted: undefined, pool: other });
    noteSeen(result);

    const told = await warned(1, () => {
      notePoolEnd(pool);
      notePoolEnd(other);
      notePoolEnd(other);
    });

    assert.deepEqual(
      told.map(({ cause }) => cause),
      [2],
    );
  });

  it('is one of the first ten, or is counted', async () => {
    const pool = {};
    const results = Array.from({ length: 25 }, () => ({}));
    for (const result of results) noteFailure(result, { error: 1, submitted: '', pool });

    const told = await warned(11, () => notePoolEnd(pool));

    assert.equal(told.length, 11);
    assert.match(told.at(-1)?.message ?? '', /^15 more results failed/);
  });
});
