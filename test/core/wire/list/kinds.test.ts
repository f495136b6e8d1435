/** Each list arrives as structured clone would leave it, whatever kind it travels as. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JOURNEYS, sendItems, sendValues } from '../journeys.ts';

/** Enough of them to be looked at as objects of one shape. */
function many<T>(make: (at: number) => T, length = 100): T[] {
  return Array.from({ length }, (_, at) => make(at));
}

function withAccessor(onRead: () => void): object {
  return Object.defineProperty({}, 'a', {
    enumerable: true,
    get: () => {
      onRead();
      return 1;
    },
  });
}

function argumentsOf(..._given: unknown[]): unknown {
  // oxlint-disable-next-line prefer-rest-params -- the object itself is what this is about
  return arguments;
}

const LISTS: Readonly<Record<string, readonly unknown[]>> = {
  empty: [],
  'one number': [7],
  integers: many((at) => at - 50),
  'integers and -0': many((at) => (at === 70 ? -0 : at)),
  doubles: many((at) => at / 3),
  'few doubles': [0.5, Number.NaN, -0, Number.POSITIVE_INFINITY],
  booleans: many((at) => at % 2 === 0),
  'undefined, many times': many(() => undefined, 5000),
  literals: many((at) => [undefined, null, true, false][at % 4]),
  'few texts': ['', 'a', 'ÿ', 'ā', '\ud800', 'x'.repeat(128), '\u{1f600}'.repeat(64)],
  'a long text': ['x'.repeat(129)],
  'many texts': many((at) => `${at}`),
  'mixed values': ['a', 1, 0.5, null, undefined, true, false],
  holes: [1, , 3, { a: 1 }],
  'many holes': Object.assign([{ a: 1 }], { length: 2000 }),
  objects: many((a) => ({ a, b: `${a}`, c: null })),
  'many objects': many((a) => ({ a, b: a / 2 }), 2000),
  'an own __proto__, few': many((a) => JSON.parse(`{ "__proto__": ${a}, "b": 1 }`) as unknown, 20),
  'an own __proto__, many': many(
    (a) => JSON.parse(`{ "__proto__": ${a}, "b": 1 }`) as unknown,
    2000,
  ),
  'keys with lone surrogates': many((a) => ({ '\ud800': a, '\ud801': -a, é: 0 })),
  'keys with lone surrogates, many': many((a) => ({ '\ud800': a, '\ud801': -a }), 2000),
  lists: many((at) => [at, at]),
  'lists with holes': [
    [1, , 3],
    [4, 5, 6],
    [7, 8, 9],
  ],
};

describe('a list of', () => {
  for (const { name, send } of JOURNEYS) {
    for (const [title, values] of Object.entries(LISTS)) {
      it(`${title} arrives in ${name} as structured clone leaves it`, () => {
        const arrived = sendValues(send, values);

        assert.equal(arrived.length, values.length);
        const cloned = structuredClone(values);
        for (const [at, value] of arrived.entries()) assert.deepEqual(value, cloned[at]);
      });

      it(`${title} arrives in ${name} as the items of a chunk`, () => {
        assert.deepEqual(sendItems(send, values, 'one'), Array.from(structuredClone(values)));
      });
    }

    it(`objects keeps their prototype in ${name}, and __proto__ a property of their own`, () => {
      const rows = LISTS['an own __proto__, many'] ?? [];

      for (const row of sendValues(send, rows) as object[]) {
        assert.equal(Object.getPrototypeOf(row), Object.prototype);
        assert.deepEqual(Object.keys(row), ['__proto__', 'b']);
      }
    });

    it(`arguments objects is refused in ${name}, as structured clone does`, () => {
      assert.throws(
        () =>
          sendValues(
            send,
            many((at) => argumentsOf(at, at)),
          ),
        /could not be cloned/,
      );
    });

    it(`objects with accessors is read by structured clone alone in ${name}`, () => {
      let reads = 0;
      const rows = many(() => withAccessor(() => (reads += 1)));

      const arrived = sendValues(send, rows);

      assert.deepEqual(
        arrived,
        many(() => ({ a: 1 })),
      );
      assert.equal(reads, rows.length);
    });
  }
});

describe('arguments', () => {
  const TUPLES: Readonly<Record<string, readonly unknown[][]>> = {
    'one call': [[1, 'a', null]],
    'no arguments': [[]],
    'many calls': many((at) => [at, at / 2]),
    'calls of texts': [
      ['a', 'b'],
      ['c', 'd'],
    ],
    'a hole': [
      [1, , 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
    'a hole in the only call': [[1, , 3]],
    'different numbers of arguments': [[1], [1, 2]],
    'a hole and an object': [
      [1, , {}],
      [1, 2, 3],
    ],
  };
  for (const { name, send } of JOURNEYS) {
    for (const [title, calls] of Object.entries(TUPLES)) {
      it(`are the same for the function that is called with them in ${name}: ${title}`, () => {
        const arrived = sendItems(send, calls, 'spread') as unknown[][];

        const called = (list: unknown[][]) => list.map((each) => [...each]);
        assert.deepEqual(called(arrived), called(calls as unknown[][]));
      });
    }
  }
});
