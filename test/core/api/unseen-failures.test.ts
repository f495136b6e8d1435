import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { noteFailure, notePoolEnd, noteSeen } from '#dist/core/api/unseen-failures.js';

/** The text of the warning that `act` leads to. */
async function warned(act: () => void): Promise<Error & { code?: string; detail?: string }> {
  const warning = once(process, 'warning');
  act();
  const [first] = (await warning) as [Error];
  return first;
}

describe('A failure that nobody has looked at', () => {
  it('is told some time after the end of its pool, with the error and the call', async () => {
    const [result, pool, error] = [{}, {}, new RangeError('far')];
    noteFailure(result, { error, submitted: 'Error\n    at main (a.js:1:2)', pool });

    const warning = await warned(() => notePoolEnd(pool));

    const { name, code, cause, detail } = warning;
    assert.deepEqual([name, code], ['ManyhandsUnhandledFailure', 'MANYHANDS_UNHANDLED_FAILURE']);
    assert.equal(cause, error);
    assert.equal(detail, error.stack);
  });

  it('is told with the line of the call if it is no error', async () => {
    const pool = {};
    noteFailure({}, { error: 42, submitted: 'Error\n    at main (a.js:1:2)', pool });

    const { detail } = await warned(() => notePoolEnd(pool));

    assert.equal(detail, '42 was thrown\n    at main (a.js:1:2)');
  });

  it('is not told twice, nor if somebody has looked, nor for another pool', async () => {
    const [result, pool, other] = [{}, {}, {}];
    const told: Error[] = [];
    const note = (warning: Error): void => void told.push(warning);
    process.on('warning', note);
    noteFailure(result, { error: 1, submitted: undefined, pool });
    noteFailure(other, { error: 2, submitted: undefined, pool: other });
    noteSeen(result);

    notePoolEnd(pool);
    await warned(() => notePoolEnd(other));
    process.emit('beforeExit', 0);
    await setImmediate();

    process.off('warning', note);
    assert.deepEqual(
      told.map(({ cause }) => cause),
      [2],
    );
  });

  it('is one of the first ten, or is counted', async () => {
    const told: Error[] = [];
    const note = (warning: Error): void => void told.push(warning);
    process.on('warning', note);
    const results = Array.from({ length: 25 }, () => ({}));
    for (const result of results) noteFailure(result, { error: 1, submitted: '', pool: result });

    process.emit('beforeExit', 0);
    await setImmediate();

    process.off('warning', note);
    assert.equal(told.length, 11);
    assert.match(told.at(-1)?.message ?? '', /^15 more results failed/);
  });
});
