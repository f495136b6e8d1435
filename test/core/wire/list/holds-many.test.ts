import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { holdsMany } from '#dist/core/wire/list/holds-many.js';
import { many } from './many.ts';

const numbers = many((at) => at, 1_000);

describe('a few values', () => {
  it('may hold many, in arrays that are not too deep', () => {
    const values = [[numbers], [1, [numbers]], [{ a: numbers }], [1, { b: { c: numbers } }]];

    assert.deepEqual(
      values.map((value) => holdsMany(value, 0)),
      [true, false, false, false],
    );
    assert.deepEqual(
      values.map((value) => holdsMany(value, 1)),
      [true, true, true, false],
    );
    assert.deepEqual(
      values.map((value) => holdsMany(value, 2)),
      [true, true, true, true],
    );
  });

  it('hold many together', () => {
    const some = many((at) => ({ at }), 300);

    assert.deepEqual([holdsMany([some], 1), holdsMany([some, { some }], 1)], [false, true]);
  });

  it('that are texts, bytes or names are not many', () => {
    const values = [
      many(String, 1_000),
      new Uint8Array(1_000),
      { length: 1_000 },
      new Set(numbers),
    ];

    assert.equal(holdsMany(values, 2), false);
  });

  it('are looked at without running a getter or a trap', () => {
    const fail = (): never => assert.fail('it was asked');
    const getter = Object.defineProperty({}, 'a', { enumerable: true, get: fail });
    const array = Object.defineProperty([1, 2], 1, { enumerable: true, get: fail });
    const long = Object.defineProperty([...numbers], 0, { enumerable: true, get: fail });
    const proxy = new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail });

    assert.equal(holdsMany([getter, array, proxy, [array]], 2), false);
    assert.equal(holdsMany([long], 2), true);
  });
});
