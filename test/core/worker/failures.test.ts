import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  describeFailure,
  failAll,
  failUnread,
  withoutUnsendable,
} from '#dist/core/worker/failures.js';
import { chunk, FakePort, thrown } from './fake-port.ts';

describe('failures', () => {
  it('describe what was thrown, whatever that is', () => {
    assert.equal(thrown(describeFailure(new RangeError('too far'))).message, 'too far');
    assert.equal(thrown(describeFailure(42)), 42);
  });

  it('of a whole chunk name each item', () => {
    const result = failAll(chunk(9, ['a', 'b', 'c']), new Error('never ran'));

    assert.deepEqual([result.id, result.from, result.values], [9, 0, []]);
    assert.deepEqual(
      result.errors.map(([offset]) => offset),
      [0, 1, 2],
    );
    assert.equal(thrown(result.errors[2]?.[1]).message, 'never ran');
  });

  it('of a whole chunk of a chain are one, however many items there are', () => {
    const result = failAll(chunk(9, ['a', 'b', 'c'], { call: 'fold' }), new Error('never ran'));

    assert.deepEqual([result.values, result.errors.length, result.covers], [[], 1, 3]);
    assert.equal(result.errors[0]?.[0], 0);
  });

  it('of arguments that could not be read name the function', () => {
    const result = failUnread(chunk(9, [1]), 'parse', new Error('garbled'));

    assert.match(thrown(result.errors[0]?.[1]).message, /parse/);
  });

  it('take the place of values that cannot cross, between those that were there', () => {
    const before = { id: 1, from: 10, runMs: 1, errors: [[11, describeFailure(1)]] as const };

    const result = withoutUnsendable(
      new FakePort(),
      { ...before, values: ['a', () => {}, 'c'] },
      'make',
    );

    assert.deepEqual(result.values, ['a', 'c']);
    assert.deepEqual(
      result.errors.map(([offset]) => offset),
      [11, 12],
    );
    assert.match(thrown(result.errors[1]?.[1]).message, /make/);
  });
});
