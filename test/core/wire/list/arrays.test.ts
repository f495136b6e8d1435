import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toArrays } from '#dist/core/wire/list/arrays.js';
import { Nesting } from '#dist/core/wire/list/nesting.js';
import { JOURNEYS, sendItems, sendValues } from '../journeys.ts';

function many<T>(make: (at: number) => T, length = 100): T[] {
  return Array.from({ length }, (_, at) => make(at));
}

function apart(values: unknown[]): ReturnType<typeof toArrays> {
  return toArrays(values, new Nesting());
}

describe('arrays', () => {
  it('are one list of all elements, and how many each has', () => {
    assert.deepEqual(
      apart([
        [1, 2],
        [3, 4],
      ]),
      { lengths: 2, flat: [1, 2, 3, 4] },
    );
    assert.deepEqual(apart([['a'], [], [null, 0]]), {
      lengths: Int32Array.of(1, 0, 2),
      flat: ['a', null, 0],
    });
    assert.deepEqual(apart([[], []]), { lengths: Int32Array.of(0, 0), flat: [] });
  });

  it('of many numbers are packed', () => {
    assert.ok(apart(many((at) => [at, -1 - at]))?.flat instanceof Int32Array);
    assert.ok(apart(many((at) => [at, at / 2]))?.flat instanceof Float64Array);
  });

  it('are left alone, as they were, if one has something else', () => {
    for (const odd of [{}, [1], Symbol('s'), () => {}]) {
      const values = many((at) => [at, at === 60 ? odd : 1]);
      const before = [...values];

      assert.equal(apart(values), undefined);
      assert.ok(values.every((value, at) => value === before[at]));
    }
  });

  for (const width of [1, 2, 16, 17, 64]) {
    for (const length of [16, 1_500]) {
      it(`arrive: ${length} with ${width} elements each`, () => {
        const arrays = many((at) => many((i) => at + i / 2, width), length);

        for (const { send } of JOURNEYS) {
          assert.deepEqual(sendValues(send, arrays), arrays);
          assert.deepEqual(sendItems(send, arrays, 'one'), arrays);
        }
      });
    }
  }

  it('arrive as arrays that nothing else has, and that can grow', () => {
    for (const { send } of JOURNEYS) {
      const arrived = sendValues(
        send,
        many((at) => [at], 2_000),
      ) as number[][];
      for (const array of arrived) array.push(7);

      assert.deepEqual(
        arrived,
        many((at) => [at, 7], 2_000),
      );
      assert.ok(arrived.every((array) => Array.isArray(array) && !Object.isFrozen(array)));
    }
  });
});
