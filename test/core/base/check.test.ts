import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  checkArguments,
  checkFunction,
  checkInteger,
  checkMs,
  checkNames,
} from '#dist/core/base/check.js';
import { OptionError } from '#dist/core/base/errors.js';

function refusal(...parts: string[]): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof OptionError);
    for (const part of parts)
      assert.ok(error.message.includes(part), `${part} is not in: ${error.message}`);
    return true;
  };
}

describe('checkInteger', () => {
  it('returns an integer that is large enough', () => {
    assert.equal(checkInteger('n', 3, 3), 3);
    assert.equal(checkInteger('n', Number.MAX_SAFE_INTEGER, 1), Number.MAX_SAFE_INTEGER);
  });

  it('refuses everything else by name and value', () => {
    for (const value of [2, -1, 0.5, Number.NaN, 2 ** 53, '3', null, undefined, 3n, [3]]) {
      assert.throws(
        () => checkInteger('workers', value, 3),
        refusal('workers', 'an integer of at least 3'),
      );
    }
    assert.throws(() => checkInteger('workers', -0.5, 1), refusal('-0.5'));
  });
});

describe('checkMs', () => {
  it('takes 0, fractions and Infinity', () => {
    assert.deepEqual(
      [0, 0.5, 1e9, Number.POSITIVE_INFINITY].map((ms) => checkMs('t', ms)),
      [0, 0.5, 1e9, Infinity],
    );
  });

  it('refuses what is negative or no number', () => {
    for (const value of [-1, Number.NaN, '5', null, 5n]) {
      assert.throws(() => checkMs('timeout', value), refusal('timeout', 'milliseconds'));
    }
  });
});

describe('checkFunction', () => {
  it('takes functions and classes, and nothing else', () => {
    checkFunction('fn', () => {});
    checkFunction('fn', Map);
    for (const value of [undefined, null, 'f', {}])
      assert.throws(() => checkFunction('fn', value), refusal('fn', 'function'));
  });
});

describe('checkArguments', () => {
  it('makes an array of its own', () => {
    const args = [1, 2];

    const copy = checkArguments('args', args);

    assert.deepEqual(copy, args);
    assert.notEqual(copy, args);
    assert.deepEqual(checkArguments('args', new Set([1])), [1]);
  });

  it('refuses what is no list of arguments', () => {
    for (const value of [null, 5, {}, true])
      assert.throws(() => checkArguments('args', value), refusal('args'));
  });
});

describe('checkNames', () => {
  it('takes options whose names are all known', () => {
    checkNames('options', { a: 1 }, ['a', 'b']);
    checkNames('options', {}, []);
  });

  it('names an unknown option, its value and those there are', () => {
    assert.throws(
      () => checkNames('options', { chunksize: 5 }, ['chunkSize', 'timeout']),
      refusal("'chunksize'", '5', 'chunkSize, timeout'),
    );
  });

  it('refuses what is no object of options', () => {
    for (const value of [null, 5, 'x', []])
      assert.throws(() => checkNames('options', value, []), refusal('must be an object'));
  });
});
