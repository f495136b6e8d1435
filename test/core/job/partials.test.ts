import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvariantError } from '#dist/core/base/errors.js';
import { type Joining, JoinedPartials, ListPartials, type Part } from '#dist/core/job/partials.js';
import { fc } from '../../property.ts';

function part(first: number, covers: number, ...values: unknown[]): Part {
  return { first, covers, values };
}

const TEXTS: Joining<string> = {
  read: (values) => values[0] as string | undefined,
  join: (a, b) => a + b,
  finish: (joined) => joined ?? 'nothing',
};
const FIRST: Joining<string> = { ...TEXTS, join: (a) => a, isEnough: () => true };

describe('Lists of values', () => {
  it('are put together in the order of the items, or as they come', () => {
    const parts = [part(5, 2, 'c'), part(0, 3, 'a', 'b'), part(3, 2)];

    const results = [true, false].map((isOrdered) => {
      const lists = new ListPartials(isOrdered);
      for (const each of parts) assert.equal(lists.add(each), 'more');
      return lists.finish();
    });

    assert.deepEqual(results, [
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
    ]);
  });
});

describe('Partials', () => {
  it('are joined in the order of the items, whatever the order in which they come', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(cuts, fc.infiniteStream(fc.nat()), (sizes, random) => {
        let first = 0;
        const parts = sizes.map((covers, at) => {
          const made = part(first, covers, at % 3 === 0 ? undefined : String.fromCharCode(97 + at));
          first += covers;
          return made;
        });
        const shuffled = parts
          .map((each) => ({ each, by: random.next().value ?? 0 }))
          .sort((a, b) => a.by - b.by);
        const joined = new JoinedPartials(TEXTS, true);

        for (const { each } of shuffled) joined.add(each);

        const expected = parts.map(({ values }) => values[0] ?? '').join('');
        assert.equal(joined.finish(), expected === '' ? 'nothing' : expected);
      }),
    );
  });

  it('are joined from the left alone, so that it does not matter when they come', () => {
    const joins: [number, number][] = [];
    const sums = new JoinedPartials<number>(
      {
        read: (values) => values[0] as number,
        join: (a, b) => {
          joins.push([a, b]);
          return a + b;
        },
        finish: (joined) => joined,
      },
      true,
    );

    for (const each of [part(3, 1, 4), part(2, 1, 3), part(0, 1, 1), part(1, 1, 2)]) sums.add(each);

    assert.equal(sums.finish(), 10);
    assert.deepEqual(joins, [
      [1, 2],
      [3, 3],
      [6, 4],
    ]);
  });

  it('are joined as they come, if order does not matter', () => {
    const joined = new JoinedPartials(TEXTS, false);

    joined.add(part(5, 5, 'b'));
    joined.add(part(0, 5, 'a'));

    assert.equal(joined.finish(), 'ba');
  });

  it('that wait for one before them are few, however long that takes', () => {
    const joined = new JoinedPartials(TEXTS, true);

    for (let first = 1; first <= 5000; first += 1)
      joined.add(part(first, 1, first % 2 ? 'x' : 'y'));
    joined.add(part(0, 1, '('));

    assert.equal(joined.finish(), `(${'xy'.repeat(2500)}`);
  });

  it('settle the result when what is enough has nothing before it that could be another', () => {
    const found = new JoinedPartials(FIRST, true);

    const verdicts = [
      found.add(part(0, 1)),
      found.add(part(3, 1, 'late')),
      found.add(part(2, 1, 'early')),
      found.add(part(1, 1)),
    ];

    assert.deepEqual(verdicts, ['more', 'enough', 'enough', 'settled']);
    assert.equal(found.finish(), 'early');
  });

  it('settle it at once, if order does not matter', () => {
    const found = new JoinedPartials(FIRST, false);

    assert.equal(found.add(part(9, 1, 'any')), 'settled');
    assert.equal(found.finish(), 'any');
  });

  it('are refused as a result while some are missing', () => {
    const joined = new JoinedPartials(TEXTS, true);
    joined.add(part(1, 1, 'b'));

    assert.throws(() => joined.finish(), InvariantError);
  });
});
