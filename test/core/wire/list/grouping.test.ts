import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupValues, MAX_GROUPS } from '#dist/core/wire/list/grouping.js';
import { many } from './many.ts';

function summary(values: readonly unknown[]): unknown {
  const grouped = groupValues(values);
  return grouped?.groups.map(({ of, places }) => [of, [...places]]);
}

describe('groups', () => {
  it('are of values of one kind, in the order in which they come', () => {
    class Named {}
    assert.deepEqual(
      summary([
        { a: 1 },
        'x',
        [1],
        { a: 2, b: 1 },
        7n,
        new Date(),
        { a: 3 },
        new Named(),
        [],
        () => {},
      ]),
      [
        ['objects', [0, 6]],
        ['primitive values', [1, 4]],
        ['arrays', [2, 8]],
        ['objects', [3]],
        ['dates', [5]],
        ['others', [7, 9]],
      ],
    );
  });

  it('tell objects by their keys and the order of these', () => {
    const shapes = [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1 }, { ab: 1 }, { a: 1, b: 2, c: 3 }];
    assert.equal(groupValues([...shapes, ...shapes])?.groups.length, 5);
  });

  it('tell views by what they are', () => {
    const views = [Buffer.from('x'), new Uint8Array(1), new Int8Array(1), Buffer.from('y')];
    assert.deepEqual(summary(views), [
      ['views', [0, 3]],
      ['views', [1]],
      ['views', [2]],
    ]);
  });

  it('have no values that are told by their numbers alone', () => {
    const grouped = groupValues([null, undefined, {}, null]);

    assert.deepEqual([...(grouped?.codes ?? [])], [1, 0, 2, 1]);
    assert.deepEqual(grouped?.groups, []);
  });

  it('are not too many, and of no wide objects', () => {
    const make = (count: number): object[] => many((at) => ({ [`k${at}`]: at }), count);
    assert.equal(groupValues(make(MAX_GROUPS))?.groups.length, MAX_GROUPS);
    assert.equal(groupValues(make(MAX_GROUPS + 1)), undefined);
    const wide = Object.fromEntries(many((at) => [`k${at}`, at]));
    assert.deepEqual(summary([wide, JSON.parse('{ "__proto__": 1 }')]), [['others', [0, 1]]]);
  });

  it('are told without running a getter or a trap', () => {
    const fail = (): never => assert.fail('it was asked');
    const getter = Object.defineProperty({}, 'a', { enumerable: true, get: fail });
    const proxy = new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail, has: fail });

    assert.deepEqual(summary([getter, proxy]), [
      ['objects', [0]],
      ['others', [1]],
    ]);
  });
});
