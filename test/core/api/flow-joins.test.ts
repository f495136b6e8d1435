import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ADDING,
  FINDING,
  folding,
  grouping,
  LISTING,
  type MakePartials,
  reducing,
  TESTING,
} from '#dist/core/api/flow-joins.js';

/** What parts of one item each come to, in their order. */
function joined(make: MakePartials, parts: readonly (readonly unknown[])[]): unknown {
  const partials = make(true);
  for (const [first, values] of parts.entries()) partials.add({ first, covers: 1, values });
  return partials.finish();
}

const add = (a: unknown, b: unknown): number => (a as number) + (b as number);
const join = (a: unknown, b: unknown): string => `${String(a)}${String(b)}`;

describe('What chunks come to is joined', () => {
  for (const [what, make, parts, expected] of [
    ['to a list', LISTING, [[1, 2], [], [3]], [1, 2, 3]],
    ['to a sum', ADDING, [[1, 2], [3]], 6],
    ['to 0, of nothing', ADDING, [], 0],
    ['to the first value', FINDING, [[], ['a'], ['b']], 'a'],
    ['to no first value', FINDING, [[]], undefined],
    ['to a first value that is undefined', FINDING, [[undefined], [1]], undefined],
    ['to whether there is one', TESTING, [[false], [false, true]], true],
    ['to whether there is none', TESTING, [[false]], false],
    ['by the function of reduce', reducing(join, undefined), [['a'], [], ['b', 'c']], 'abc'],
    [
      'by the function of reduce, behind an initial value',
      reducing(join, { value: 0 }),
      [['a'], ['b']],
      '0ab',
    ],
    ['to the initial value, of nothing', reducing(join, { value: 0 }), [[]], 0],
    [
      'to an initial value of undefined',
      reducing(join, { value: undefined }),
      [['a']],
      'undefineda',
    ],
    ['by the function of fold', folding(() => 'x', join), [['a'], ['b', 'c']], 'abc'],
    ['to what init makes, of nothing', folding(() => 'x', join), [], 'x'],
    [
      'by keys, in their order',
      grouping(add),
      [
        ['b', 1, 'a', 2],
        ['a', 3, 'c', 4],
      ],
      new Map([
        ['b', 1],
        ['a', 5],
        ['c', 4],
      ]),
    ],
    ['by no keys', grouping(add), [], new Map()],
  ] as readonly [string, MakePartials, unknown[][], unknown][]) {
    it(what, () => {
      const result = joined(make, parts);

      assert.deepEqual(result, expected);
      if (result instanceof Map)
        assert.deepEqual([...result.keys()], [...(expected as Map<unknown, unknown>).keys()]);
    });
  }

  it('by nothing, if there is nothing to reduce', () => {
    assert.throws(() => joined(reducing(join, undefined), [[]]), /without values/);
  });

  it('but never by promises', () => {
    const later = async (): Promise<number> => 1;

    for (const make of [reducing(later, undefined), folding(later, later)])
      assert.throws(() => joined(make, [[1], [2]]), /returned a promise/);
    assert.throws(
      () =>
        joined(grouping(later), [
          ['a', 1],
          ['a', 2],
        ]),
      /returned a promise/,
    );
  });
});
