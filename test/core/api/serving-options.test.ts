import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OptionError } from '#dist/core/base/errors.js';
import { resolveServing } from '#dist/core/api/serving-options.js';

/** Each with what it may not be. */
const BAD: readonly (readonly [name: string, value: unknown])[] = [
  ['maxQueue', -1],
  ['maxQueue', 0.5],
  ['maxQueue', '3'],
  ['priorityAging', 0],
  ['priorityAging', Number.NaN],
  ['priorityAging', '3'],
  ['finalizer', 'f'],
];

const GIVEN = { maxQueue: 0, priorityAging: 100, finalizer: (): void => {} };

describe('resolveServing', () => {
  it('limits nothing if nothing is said', () => {
    assert.deepEqual(resolveServing({}), {
      maxQueue: undefined,
      priorityAging: undefined,
      finalizer: undefined,
    });
  });

  it('keeps what it is given', () => {
    assert.deepEqual(resolveServing(GIVEN), GIVEN);
  });

  for (const [name, value] of BAD) {
    it(`refuses ${name} ${JSON.stringify(value)}`, () => {
      assert.throws(
        () => resolveServing({ [name]: value }),
        (error) => error instanceof OptionError && error.message.includes(name),
      );
    });
  }
});
