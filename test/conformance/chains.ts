/** `pool.from`: every stage and every end does what the methods of a plain array do. */
import assert from 'node:assert/strict';
import { type Pool, range } from 'manyhands';
import type { Subject } from './subject.ts';
import { square } from './tasks.ts';

const NUMBERS = Array.from({ length: 1500 }, (_, i) => (i * 7919) % 1009);
const WORDS = ['to be', 'or not', 'to be', ''];

function isEven(x: number): boolean {
  return x % 2 === 0;
}
function add(a: number, b: number): number {
  return a + b;
}
function digits(x: number): string[] {
  return [...String(x)];
}
function* upTo(x: number): Generator<number> {
  for (let i = 0; i < x; i += 1) yield i;
}
async function* slowlyUpTo(x: number): AsyncGenerator<number> {
  yield* upTo(x);
}

export function chains(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  for (const [what, run, expected] of CASES) {
    subject.it(what, async () => {
      const pool = two();

      assert.deepEqual(await run(pool), expected);
    });
  }

  subject.it('takes its items from whatever can be iterated', async () => {
    const pool = two();
    const async = (async function* () {
      yield* [1, 2, 3];
    })();
    const sources = [[1, 2, 3], new Set([1, 2, 3]), Int32Array.of(1, 2, 3), range(1, 4), upTo(4)];

    for (const source of sources)
      assert.equal(await pool.from(source).map(square).sum(), 14, String(source));
    assert.equal(await pool.from(async).map(square).sum(), 14);
    assert.deepEqual(await pool.from('a😀').toArray(), ['a', '😀']);
    assert.deepEqual(await pool.from(new Map([['k', 1]])).toArray(), [['k', 1]]);
  });

  subject.it('gives each stage one argument', async () => {
    const pool = one();

    assert.deepEqual(
      await pool.from(['10', '10', '10']).map(Number.parseInt).toArray(),
      [10, 10, 10],
    );
    assert.deepEqual(
      await pool
        .from([1])
        .map((...args: unknown[]) => args.length)
        .toArray(),
      [1],
    );
  });

  subject.it('makes another chain with each stage, and runs each end anew', async () => {
    const pool = two();
    const all = pool.from(NUMBERS);
    const even = all.filter(isEven);

    const results = [await all.count(), await even.count(), await even.map(square).count()];
    const again = await even.count();

    const expected = NUMBERS.filter(isEven).length;
    assert.deepEqual([...results, again], [NUMBERS.length, expected, expected, expected]);
  });

  subject.it('captures its functions when its end is called', async () => {
    const pool = one();
    let factor = 1;
    const scaled = pool.from([1, 2, 3]).map((x) => x * factor);

    factor = 10;
    const result = scaled.sum();
    factor = 100;

    assert.equal(await result, 60);
  });

  subject.it(
    'rounds a sum of fractions in the same way, if the size of chunks is given',
    async () => {
      const pool = two();
      const fractions = pool.from(range(0, 500, 0.1), { chunkSize: 97 }).map((x) => x / 3);

      const sums = [await fractions.sum(), await fractions.sum(), await fractions.sum()];

      assert.deepEqual(new Set(sums).size, 1);
    },
  );
}

const CASES: readonly (readonly [string, (pool: Pool) => Promise<unknown>, unknown])[] = [
  ['maps', (pool) => pool.from(NUMBERS).map(square).toArray(), NUMBERS.map(square)],
  ['filters', (pool) => pool.from(NUMBERS).filter(isEven).toArray(), NUMBERS.filter(isEven)],
  ['flattens', (pool) => pool.from(NUMBERS).flatMap(digits).toArray(), NUMBERS.flatMap(digits)],
  ['flattens generators', (pool) => pool.from([2, 0, 3]).flatMap(upTo).toArray(), [0, 1, 0, 1, 2]],
  [
    'flattens what comes in its time',
    (pool) => pool.from([2, 0, 3]).flatMap(slowlyUpTo).map(square).toArray(),
    [0, 1, 0, 1, 4],
  ],
  [
    'awaits stages that are asynchronous, in order',
    (pool) =>
      pool
        .from(NUMBERS)
        .map(async (x) => x + 1)
        .filter(async (x) => x % 2 === 0)
        .flatMap(async (x) => [x, -x])
        .toArray(),
    NUMBERS.map((x) => x + 1)
      .filter(isEven)
      .flatMap((x) => [x, -x]),
  ],
  [
    'awaits where only some return promises',
    (pool) =>
      pool
        .from(NUMBERS)
        .map((x) => (isEven(x) ? Promise.resolve(x) : x))
        .map(square)
        .sum(),
    NUMBERS.map(square).reduce(add),
  ],
  [
    'goes on inside what it flattens, behind a promise',
    (pool) =>
      pool
        .from([3, 2])
        .flatMap(upTo)
        .flatMap((x) => [x, x + 10])
        .map((x) => (x === 1 ? Promise.resolve(x) : x))
        .toArray(),
    [0, 10, 1, 11, 2, 12, 0, 10, 1, 11],
  ],
  [
    'reduces',
    (pool) => pool.from(NUMBERS).map(square).reduce(add),
    NUMBERS.map(square).reduce(add),
  ],
  [
    'reduces in order',
    (pool) => pool.from(WORDS, { chunkSize: 1 }).reduce((a, b) => `${a}|${b}`),
    WORDS.join('|'),
  ],
  [
    'counts an initial value once',
    (pool) => pool.from(NUMBERS, { chunkSize: 10 }).reduce(add, 5),
    NUMBERS.reduce(add, 5),
  ],
  ['reduces nothing to the initial value', (pool) => pool.from<number>([]).reduce(add, 5), 5],
  [
    'folds into another kind of value',
    (pool) =>
      pool.from(WORDS, { chunkSize: 1 }).fold(
        () => ({ words: 0, longest: '' }),
        (all, word) => ({
          words: all.words + 1,
          longest: word.length > all.longest.length ? word : all.longest,
        }),
        (a, b) => ({
          words: a.words + b.words,
          longest: b.longest.length > a.longest.length ? b.longest : a.longest,
        }),
      ),
    { words: 4, longest: 'or not' },
  ],
  [
    'folds nothing into what init makes',
    (pool) =>
      pool.from([]).fold(
        () => [7],
        (all) => all,
        (a) => a,
      ),
    [7],
  ],
  [
    'folds by keys',
    (pool) =>
      pool.from(NUMBERS).foldBy(
        (x) => x % 3,
        () => 0,
        add,
        add,
      ),
    new Map(
      [0, 1, 2].map((key) => [key, NUMBERS.filter((x) => x % 3 === key).reduce(add)] as const),
    ),
  ],
  [
    'counts by keys, in the order in which they first came',
    async (pool) => [...(await pool.from(WORDS, { chunkSize: 1 }).countBy((word) => word))],
    [
      ['to be', 2],
      ['or not', 1],
      ['', 1],
    ],
  ],
  [
    'counts by keys that take their time',
    (pool) => pool.from(WORDS).countBy(async (word) => word.length),
    new Map([
      [5, 2],
      [6, 1],
      [0, 1],
    ]),
  ],
  ['counts', (pool) => pool.from(NUMBERS).filter(isEven).count(), NUMBERS.filter(isEven).length],
  ['sums', (pool) => pool.from(NUMBERS).sum(), NUMBERS.reduce(add)],
  [
    'finds the first in order',
    (pool) => pool.from(NUMBERS, { chunkSize: 3 }).find((x) => x > 900),
    NUMBERS.find((x) => x > 900),
  ],
  ['finds nothing', (pool) => pool.from(NUMBERS).find((x) => x < 0), undefined],
  ['finds undefined', (pool) => pool.from([1, undefined]).find((x) => x === undefined), undefined],
  ['finds something', (pool) => pool.from(NUMBERS).some((x) => x > 900), true],
  ['misses something', (pool) => pool.from(NUMBERS).some((x) => x < 0), false],
  ['finds all alike', (pool) => pool.from(NUMBERS).every((x) => x >= 0), true],
  ['finds one that is not', (pool) => pool.from(NUMBERS).every(async (x) => x < 900), false],
  ['calls a function for each', (pool) => pool.from(NUMBERS).forEach(square), undefined],
  [
    'does nothing with nothing',
    (pool) =>
      Promise.all([
        pool.from([]).toArray(),
        pool.from([]).sum(),
        pool.from([]).count(),
        pool.from([]).every(() => false),
      ]),
    [[], 0, 0, true],
  ],
  [
    'gives its values one by one',
    async (pool) => {
      const values: string[] = [];
      for await (const value of pool.from(NUMBERS).flatMap(digits)) values.push(value);
      return values;
    },
    NUMBERS.flatMap(digits),
  ],
  [
    'is itself something that can be mapped over',
    (pool) => pool.map(square, pool.from([1, 2, 3]).map(square)),
    [1, 16, 81],
  ],
];
