import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isInt32,
  isPackedNumbers,
  packNumbers,
  WORTH_PACKING,
} from '#dist/core/wire/list/numbers.js';

const MANY = Array.from({ length: WORTH_PACKING }, (_, at) => at);

describe('numbers', () => {
  it('are packed as integers if all of them are, else as they are', () => {
    assert.deepEqual(packNumbers(MANY), Int32Array.from(MANY));
    for (const odd of [-0, 0.5, Number.NaN, 2 ** 31, -(2 ** 31) - 1])
      assert.deepEqual(packNumbers([...MANY, odd]), Float64Array.from([...MANY, odd]));
  });

  it('are not packed if they are few, or something else is among them', () => {
    assert.equal(packNumbers(MANY.slice(1)), undefined);
    for (const other of ['1', 1n, null, undefined, true])
      assert.equal(packNumbers([...MANY, other]), undefined);
    assert.equal(packNumbers(Object.assign([...MANY], { length: 40 })), undefined);
  });

  it('of 32 bits are told from all others', () => {
    for (const yes of [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]) assert.ok(isInt32(yes));
    for (const no of [-0, 0.1, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY])
      assert.ok(!isInt32(no));
  });

  it('that are packed are known by their type', () => {
    assert.ok(isPackedNumbers(new Int32Array(1)) && isPackedNumbers(new Float64Array(1)));
    assert.ok(!isPackedNumbers([1]) && !isPackedNumbers(new Uint8Array(1)));
  });
});
