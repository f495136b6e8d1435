import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OptionError } from '#dist/core/base/errors.js';
import { resolveServing } from '#dist/core/api/serving-options.js';

/** Each with what it may not be. */
const BAD: readonly (readonly [name: string, value: unknown])[] = [
  ['maxQueue', -1],
  ['maxQueue', 0.5],
  ['maxQueue', '3'],
];

describe('resolveServing', () => {
  it('limits nothing if nothing is said', () => {
    assert.deepEqual(resolveServing({}), { maxQueue: undefined });
  });

  it('keeps what it is given', () => {
    assert.deepEqual(resolveServing({ maxQueue: 0 }), { maxQueue: 0 });
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
