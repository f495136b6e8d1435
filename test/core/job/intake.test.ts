import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openIntake, type Intake } from '#dist/core/job/intake.js';
import type { Items } from '#dist/core/items/open-iterator.js';
import { NumberRange } from '#dist/core/wire/list/number-range.js';

// A source that has had this thread for some milliseconds is read on in the next turn of the event loop:
// not here, where the clock stands still.
beforeEach(() => mock.timers.enable({ apis: ['Date'] }));
afterEach(() => mock.timers.reset());

function open(items: Items<unknown>, mayGiveFewer = true): { intake: Intake; news: unknown[] } {
  const news: unknown[] = [];
  return { intake: openIntake(items, { onMore: () => news.push('more'), mayGiveFewer }), news };
}

function takeAll(intake: Intake, size: number): unknown[][] {
  const taken: unknown[][] = [];
  for (let items = intake.take(size); items !== undefined; items = intake.take(size))
    taken.push(Array.from(items));
  return taken;
}

describe('What is all there', () => {
  for (const [what, items] of [
    ['an array', ['a', 'b', 'c']],
    ['a set', new Set(['a', 'b', 'c'])],
    ['a text', 'abc'],
  ] as const) {
    it(`is taken in pieces: ${what}`, () => {
      const { intake } = open(items);
      const before = intake.remaining;

      assert.deepEqual(takeAll(intake, 2), [['a', 'b'], ['c']]);
      assert.deepEqual([before, intake.remaining, intake.isAtEnd], [3, 0, true]);
    });
  }

  it('is a range in pieces of a range', () => {
    const { intake } = open(new NumberRange({ start: 0, step: 2, length: 1e9 }));

    const [first, second] = [intake.take(3), intake.take(1e6)];

    assert.deepEqual(Array.from(first ?? []), [0, 2, 4]);
    assert.ok(second instanceof NumberRange);
    assert.deepEqual([second.at(0), second.length, intake.remaining], [6, 1e6, 1e9 - 3 - 1e6]);
  });

  it('may go in larger pieces, the less there is to send', () => {
    const most = [
      new NumberRange({ start: 0, step: 1, length: 5 }),
      new Float64Array(5),
      ['a'],
    ].map((items) => open(items).intake.bounds.most);

    assert.deepEqual(
      most,
      [...most].sort((a, b) => b - a),
    );
    assert.equal(new Set(most).size, 3);
  });

  it('throws what its items throw when they are read', () => {
    const items = Object.defineProperty([0], 0, {
      get: () => {
        throw new RangeError('mine');
      },
    });

    assert.throws(() => open(items), { message: 'mine' });
  });

  it('is at its end when it is closed', async () => {
    const { intake } = open(['a']);

    await intake.close();

    assert.deepEqual([intake.isAtEnd, intake.take(1)], [true, undefined]);
  });
});

describe('What is read bit by bit', () => {
  it('is read as far as it is asked for, and no further', () => {
    let read = 0;
    const { intake } = open(
      (function* () {
        for (;;) yield read++;
      })(),
    );

    const taken = intake.take(3);

    assert.deepEqual(
      [taken, read, intake.remaining, intake.isAtEnd],
      [[0, 1, 2], 3, undefined, false],
    );
  });

  it('ends with what is left, and what its source has thrown', () => {
    const mine = new Error('mine');
    const { intake } = open(
      (function* () {
        yield 1;
        throw mine;
      })(),
    );

    const taken = intake.take(3);

    assert.deepEqual([taken, intake.isAtEnd], [[1], true]);
    assert.equal(intake.failure?.error, mine);
  });

  it('says when more has come from a source that takes its time', async () => {
    const { intake, news } = open(
      (async function* () {
        yield* ['a', 'b'];
      })(),
      false,
    );

    const taken: unknown[] = [];
    while (!intake.isAtEnd) {
      taken.push(...Array.from(intake.take(2) ?? []));
      await nextTurn();
    }

    assert.deepEqual(taken, ['a', 'b']);
    assert.ok(news.length >= 2);
  });

  it('gives fewer than asked for while its source lets it wait, if it may', async () => {
    const stuck = (): AsyncGenerator<string> =>
      (async function* () {
        yield 'a';
        await new Promise(() => {});
      })();
    const [patient, hasty] = [open(stuck(), false), open(stuck())];

    for (const { intake } of [patient, hasty]) assert.equal(intake.take(2), undefined);
    for (let i = 0; i < 5; i += 1) {
      await nextTurn();
      if (hasty.news.length > 1) break;
      patient.intake.take(2);
      hasty.intake.take(2);
    }
    await nextTurn();

    assert.deepEqual(hasty.intake.take(2), ['a']);
    assert.equal(patient.intake.take(2), undefined);
    for (const { intake } of [patient, hasty]) void intake.close();
  });

  it('keeps what a source gives again and again as one object', () => {
    const record = { n: 0 };
    const { intake } = open(
      (function* () {
        for (record.n = 1; record.n <= 3; record.n += 1) yield record;
      })(),
    );

    assert.deepEqual(intake.take(9), [{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('is closed with its source', async () => {
    let isClosed = false;
    const { intake } = open(
      (function* () {
        try {
          yield 1;
          yield 2;
        } finally {
          isClosed = true;
        }
      })(),
    );
    intake.take(1);

    await intake.close();

    assert.deepEqual([isClosed, intake.isAtEnd, intake.take(1)], [true, true, undefined]);
  });
});
