import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import {
  firstElements,
  hasAccessor,
  hasUnseenAccessor,
  isHole,
  isPlain,
  isPlainArray,
  isPrimitive,
  isWorthTakingApart,
  mayHaveAccessor,
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
    const long = Array.from({ length: 1_000 }, (_, i) => ({ i }));
    assert.ok([[], [1], ['a', {}], [undefined], long, new Array(1e6).fill(1)].every(isPlainArray));
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
      Object.assign(Array.from({ length: 1_000 }, String), { name: 'x' }),
      Object.assign(Array.from({ length: 1_000 }, String), { [Symbol.toStringTag]: 'x' }),
      new (class More extends Array<number> {})(1_000),
      runInNewContext('Array.from({ length: 1_000 })'),
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
    assert.deepEqual([array, [1]].map(firstElements), [undefined, [1]]);
    const long = Object.defineProperty(new Array(1_000).fill(1), 3, { get: failing });
    assert.ok(isPlainArray(long));
    assert.equal(firstElements(long), undefined);
    assert.deepEqual([mayHaveAccessor(object, 0), mayHaveAccessor(long, 0)], [true, false]);
    assert.deepEqual([hasUnseenAccessor(object, 0), hasUnseenAccessor(long, 0)], [false, true]);
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
      list(9, (i) => (i === 3 ? null : i)),
      list(9, (i) => (i === 3 ? 'a text of more than twelve' : 'x')),
    ];
    const isWorth = (array: unknown[]): boolean => isWorthTakingApart(array, array.length);
    assert.ok(worth.every(isWorth));
    assert.deepEqual(not.filter(isWorth), []);
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

  it('has no holes', () => {
    const array = [1, , undefined];

    assert.deepEqual(
      [0, 1, 2].map((at) => isHole(array, at)),
      [false, true, false],
    );
  });

  it('is a long array, however a program has things inspected', () => {
    const before = { ...inspect.defaultOptions };
    const long = Array.from({ length: 123_456 }, (_, i) => i);
    Object.assign(inspect.defaultOptions, {
      compact: false,
      breakLength: 1,
      colors: true,
      numericSeparator: true,
      showHidden: true,
      maxArrayLength: 5,
    });
    try {
      assert.ok(isPlainArray(long));
      assert.equal(isPlainArray(Object.assign(long, { name: 'x' })), false);
    } finally {
      Object.assign(inspect.defaultOptions, before);
    }
  });
});
