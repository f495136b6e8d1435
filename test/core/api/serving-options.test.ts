import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveServing, resolveWorkers } from '#dist/core/api/serving-options.js';
import { OptionError } from '#dist/core/base/errors.js';

/** Each with what it may not be. */
const BAD: readonly (readonly [name: string, value: unknown])[] = [
  ['maxQueue', -1],
  ['maxQueue', 0.5],
  ['maxQueue', '3'],
  ['growAfter', -1],
  ['concurrency', 0],
  ['concurrency', 1.5],
  ['priorityAging', 0],
  ['priorityAging', Number.NaN],
  ['priorityAging', '3'],
  ['onOutput', 'stdout'],
  ['finalizer', 'f'],
];

const GIVEN = {
  maxQueue: 0,
  concurrency: 2,
  growAfter: 5,
  priorityAging: 100,
  context: 'id',
  onOutput: (): void => {},
  finalizer: (): void => {},
};

describe('resolveServing', () => {
  it('limits nothing if nothing is said', () => {
    assert.deepEqual(resolveServing({}), {
      maxQueue: undefined,
      concurrency: 1,
      growAfter: 100,
      priorityAging: undefined,
      context: undefined,
      onOutput: undefined,
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

describe('resolveWorkers', () => {
  it('takes a number, and a range', () => {
    assert.deepEqual(resolveWorkers(3), { workers: 3 });
    assert.deepEqual(resolveWorkers({ min: 0, max: 8 }), { workers: 8, minWorkers: 0 });
  });

  const ranges = [
    { min: 1 },
    { max: 2 },
    { min: -1, max: 2 },
    { min: 3, max: 2 },
    { min: 0, max: 0 },
  ];
  for (const bad of ranges) {
    it(`refuses ${JSON.stringify(bad)}`, () => {
      assert.throws(() => resolveWorkers(bad as { min: number; max: number }), OptionError);
    });
  }
});
