import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ValueList } from '#dist/core/wire/list/numbers.js';
import { fc } from '../../../property.ts';

function filled(values: readonly unknown[], length = values.length): ValueList {
  const list = new ValueList(length);
  values.forEach((value, at) => list.set(at, value));
  return list;
}

/** Enough of them to be packed. */
function many<T>(make: (at: number) => T): T[] {
  return Array.from({ length: 100 }, (_, at) => make(at));
}

describe('ValueList', () => {
  it('packs many numbers, as integers if all of them are', () => {
    assert.deepEqual(filled(many((at) => at - 50)).take(), Int32Array.from(many((at) => at - 50)));
    assert.deepEqual(filled(many((at) => at / 3)).take(), Float64Array.from(many((at) => at / 3)));
  });

  it('takes -0, NaN and what is beyond 32 bits for no integers', () => {
    for (const odd of [-0, Number.NaN, 2 ** 31, 0.5]) {
      const values = many((at) => (at === 70 ? odd : at));
      assert.deepEqual(filled(values).take(), Float64Array.from(values));
    }
  });

  it('leaves few numbers as they are', () => {
    assert.deepEqual(filled([1, 2, 3]).take(), [1, 2, 3]);
  });

  it('holds exactly what was put in, whatever that is and wherever it changes', () => {
    const value = fc.oneof(
      { weight: 20, arbitrary: fc.double() },
      { weight: 20, arbitrary: fc.integer() },
      fc.constantFrom(undefined, null, 'x', 1n, -0),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 80 }), (values) => {
        const taken = Array.from(filled(values).take() as ArrayLike<unknown>);

        assert.equal(taken.length, values.length);
        taken.forEach((each, at) => assert.ok(Object.is(each, values[at])));
      }),
    );
  });

  it('gives its beginning as a list that can grow', () => {
    for (const values of [many((at) => at), many((at) => `${at}`), many((at) => at || null)]) {
      const first = filled(values.slice(0, 60), 100).takeFirst(60);
      first.push('more');

      assert.deepEqual(first, [...values.slice(0, 60), 'more']);
    }
    assert.deepEqual(new ValueList(100).takeFirst(0), []);
  });
});
