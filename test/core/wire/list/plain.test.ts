import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import {
  hasAccessor,
  isPlain,
  isPlainArray,
  isPrimitive,
  isWorthTakingApart,
  plainKeys,
} from '#dist/core/wire/list/plain.js';

function argumentsOf(..._given: unknown[]): unknown {
  // oxlint-disable-next-line prefer-rest-params -- the object itself is what this is about
  return arguments;
}

function failing(): never {
  return assert.fail('it was asked');
}

describe('what may be taken apart', () => {
  it('is an object of no class', () => {
    class Named {}
    assert.ok([{}, { a: 1 }].every(isPlain));
    const others = [
      null,
      1,
      [],
      new Named(),
      new Date(),
      Object.create(null),
      Object.create({}),
      argumentsOf(1),
      runInNewContext('({})'),
      new Proxy({}, { getPrototypeOf: failing, has: failing }),
    ];
    assert.deepEqual(others.filter(isPlain), []);
  });

  it('is an array that has nothing but elements', () => {
    assert.ok([[], [1], ['a', {}], [undefined]].every(isPlainArray));
    const others: unknown[] = [
      [1, , 3],
      [, 1],
      [1, ,],
      Object.assign([1], { name: 'x' }),
      Object.assign([, 1], { name: 'x' }),
      /a/.exec('a'),
      new (class More extends Array<number> {})(),
      runInNewContext('[1]'),
      new Proxy([1], { ownKeys: failing, get: failing, getPrototypeOf: failing }),
      { length: 0 },
      Array.from({ length: 4_097 }, (_, i) => i),
    ];
    assert.deepEqual(others.filter(isPlainArray), []);
  });

  it('has names, though not too many, and none that is the name of a prototype', () => {
    const wide = (count: number): Record<string, unknown> =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));

    assert.deepEqual(plainKeys({ b: 1, a: 2 }), ['b', 'a']);
    assert.equal(plainKeys(wide(64))?.length, 64);
    const none = [{}, wide(65), JSON.parse('{ "__proto__": 1 }') as Record<string, unknown>];
    assert.deepEqual(none.map(plainKeys), [undefined, undefined, undefined]);
  });

  it('runs no getter to find out', () => {
    const object = Object.defineProperty({}, 'a', { enumerable: true, get: failing });
    const array = Object.defineProperty([1, 2], 1, { enumerable: true, get: failing });

    assert.ok(isPlain(object) && isPlainArray(array));
    assert.deepEqual([object, array, { a: 1 }, [1]].map(hasAccessor), [true, true, false, false]);
    assert.equal(isWorthTakingApart(array), false);
  });

  it('is a short array of any values, or a longer one of numbers or short texts', () => {
    const list = (length: number, make: (i: number) => unknown): unknown[] =>
      Array.from({ length }, (_, i) => make(i));
    const worth = [
      list(8, (i) => (i === 3 ? 'a text of more than twelve' : null)),
      list(64, (i) => i / 3),
      list(64, (i) => `word ${i}`),
    ];
    const not = [
      [{}],
      list(9, (i) => (i === 3 ? null : i)),
      list(9, (i) => (i === 3 ? 'a text of more than twelve' : 'x')),
    ];
    assert.ok(worth.every(isWorthTakingApart));
    assert.deepEqual(not.filter(isWorthTakingApart), []);
  });

  it('has values that are no symbols', () => {
    const values = [1, 'a', true, undefined, null, 1n, Symbol('s'), () => {}, {}];
    assert.deepEqual(values.map(isPrimitive), [
      true,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
