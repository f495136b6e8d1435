import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JOURNEYS, sendItems, sendValues } from '../journeys.ts';
import { many, toArrays as apart } from './many.ts';

describe('arrays', () => {
  it('are a list for each place, or one of all elements and how many each has', () => {
    assert.deepEqual(
      apart([
        [1, 'a'],
        [2, 'b'],
      ]),
      {
        lists: [
          [1, 2],
          ['a', 'b'],
        ],
      },
    );
    assert.deepEqual(apart([['a'], [], [null, 0]]), {
      lengths: Int32Array.of(1, 0, 2),
      lists: [['a', null, 0]],
    });
    assert.deepEqual(apart([[], []]), { lengths: Int32Array.of(0, 0), lists: [[]] });
    const wide = apart(many((at) => many((i) => at + i, 17)));
    assert.deepEqual([wide?.lengths?.length, wide?.lists.length], [100, 1]);
  });

  it('of many numbers are packed', () => {
    const lists = apart(many((at) => [at, at / 2, `${at}`]))?.lists ?? [];
    const kinds = lists.map(({ constructor }) => constructor.name);
    assert.deepEqual(kinds, ['Int32Array', 'Float64Array', 'Array']);
  });

  it('are left alone, as they were, if one has something else', () => {
    for (const odd of [new Map(), [new Set()], Symbol('s'), () => {}]) {
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

  it('have their getters run once, at whichever place', () => {
    for (const width of [2, 17]) {
      for (const place of [0, width - 1]) {
        let reads = 0;
        const values = many((at) => many((i) => at + i, width) as unknown[]);
        Object.defineProperty(values[33], place, { enumerable: true, get: () => (reads += 1) });
        values[99] = many(() => new Map(), width);

        for (const value of sendValues(JOURNEYS[0]?.send ?? assert.fail(), values).slice(33, 34))
          assert.equal((value as unknown[])[place], 1);
        assert.equal(reads, 1, `${place} of ${width}`);
      }
    }
  });

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
