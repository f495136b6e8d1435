/** Objects in objects arrive as structured clone leaves each of them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ByteWriter } from '#dist/core/wire/bytes.js';
import { toColumns } from '#dist/core/wire/list/columns.js';
import { writeList } from '#dist/core/wire/list/kinds.js';
import { Nesting } from '#dist/core/wire/list/nesting.js';
import { fc } from '../../../property.ts';
import { JOURNEYS, sendItems, sendValues } from '../journeys.ts';
import { many as rows } from './many.ts';

type Row = Record<string, unknown>;

/** Whether nothing of the list was left to structured clone but primitive values. */
function isTakenApart(values: readonly unknown[]): boolean {
  const out = new ByteWriter();
  writeList(out, values);
  return out.remainder.every((list) =>
    list.every((value) => typeof value !== 'object' || value === null),
  );
}

const point = (row: number): Row => ({ x: row, y: row / 3 });

const NESTED: Readonly<Record<string, (row: number) => unknown>> = {
  'an object': (row) => ({ id: row, at: point(row) }),
  'two objects': (row) => ({ from: point(row), to: point(-row) }),
  'objects four deep': (row) => ({ a: { b: { c: { d: { e: row } } } } }),
  'arrays of different lengths': (row) => ({ tags: rows((i) => `t${i}`, row % 4), row }),
  'arrays of one length': (row) => ({ name: `n${row}`, pair: [row, row + 0.5] }),
  'empty arrays': (row) => ({ row, none: [] }),
  'long arrays of numbers': (row) => ({ numbers: rows((i) => i * row, 64) }),
  'objects that may be missing': (row) => ({ row, parent: [null, undefined, point(row)][row % 3] }),
  'objects of which few are there': (row) => ({ row, rare: row === 60 ? { row } : null }),
  'arrays that may be missing': (row) => ({ row, tags: row % 2 === 0 ? ['a', row] : undefined }),
  'an array in an object in an object': (row) => ({ a: { b: { list: [row, null, 'x'] } } }),
};

const ARRAYS: Readonly<Record<string, (row: number) => unknown>> = {
  pairs: (row) => [row, row + 0.5],
  'pairs of a text and a number': (row) => [`n${row}`, row],
  'different lengths': (row) => rows((i) => i - row, row % 9),
  'literals and -0': (row) => [null, undefined, true, -0, row, Number.NaN, 1n],
  nothing: () => [],
};

/** Each has something at one place that columns cannot do justice. */
const ODD: Readonly<Record<string, (row: number) => unknown>> = {
  'a Set': (row) => ({ row, at: new Set([row]) }),
  'a Map': (row) => ({ row, at: new Map([[row, 1]]) }),
  'another Map, late': (row) => ({ row, at: row === 90 ? new Map() : point(row) }),
  'another key, late': (row) => ({ row, at: row === 90 ? { x: 1, y: 2, z: 3 } : point(row) }),
  'a text, late': (row) => ({ row, at: row === 90 ? 'nowhere' : point(row) }),
  'an array, late': (row) => ({ row, at: row === 90 ? [1, 2] : point(row) }),
  'a hole': (row) => ({ list: row === 90 ? [1, , 3] : [1, 2, 3] }),
  'a hole at the end': (row) => ({ list: row === 90 ? [1, 2, ,] : [1, 2, 3] }),
  'a match': (row) => ({ found: row === 90 ? /(.)(.)/.exec(`ab${row}`) : ['a', 'b'] }),
  'an array with a name for a hole': (row) =>
    row === 90 ? Object.assign([1, , 3], { name: 'x' }) : [1, 2, 3],
  'an object in an array': (row) => ({ list: [row, row === 90 ? {} : 1] }),
  'an array in an array': (row) => [row, [row]],
  'an array of a class': (row) => (row === 90 ? new (class More extends Array {})() : [row]),
  'no prototype': (row) => ({ row, at: Object.assign(Object.create(null) as object, { row }) }),
  'an empty object': (row) => ({ row, at: {} }),
  'objects five deep': (row) => ({ a: { b: { c: { d: { e: { f: row } } } } } }),
};

/** Where the same object is, among those of one value. */
function sharing(value: unknown): string {
  const known = new Map<unknown, string>();
  const lines: string[] = [];
  const walk = (one: unknown, path: string): void => {
    if (typeof one !== 'object' || one === null) return;
    const before = known.get(one);
    if (before !== undefined) lines.push(`${path} is ${before}`);
    known.set(one, before ?? path);
    if (before === undefined)
      for (const [key, each] of Object.entries(one)) walk(each, `${path}.${key}`);
  };
  walk(value, '');
  return lines.join();
}

function assertArrives(values: readonly unknown[]): void {
  const cloned = values.map((value) => structuredClone(value));
  for (const { name, send } of JOURNEYS) {
    for (const arrived of [sendValues(send, [...values]), sendItems(send, [...values], 'one')]) {
      assert.deepEqual(arrived, cloned, name);
      assert.deepEqual(arrived.map(sharing), cloned.map(sharing), name);
      assert.deepEqual(keysOf(arrived), keysOf(cloned), name);
    }
  }
}

function keysOf(value: unknown, depth = 8): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  return Object.keys(value).map((key) => [key, keysOf((value as Row)[key], depth - 1)]);
}

describe('objects in objects', () => {
  for (const [title, make] of Object.entries({ ...NESTED, ...ARRAYS })) {
    for (const length of [16, 100, 2_500]) {
      it(`are taken apart and arrive: ${length} with ${title}`, () => {
        const values = rows(make, length);

        assert.ok(isTakenApart(values) || (title.includes('few') && length === 16));
        assertArrives(values);
      });
    }
  }

  for (const [title, make] of Object.entries(ODD)) {
    for (const length of [100, 2_500]) {
      it(`are left to structured clone where that alone does them justice: ${length}, ${title}`, () => {
        const values = rows(make, length);

        assert.ok(!isTakenApart(values));
        assertArrives(values);
      });
    }
  }

  it('that are there twice in one value stay one object', () => {
    const twice = (row: number, other: (one: Row) => unknown): Row => {
      const one = point(row);
      return { row, one, other: row === 90 ? one : other(one) };
    };
    const shared = { shared: true };
    assertArrives(rows((row) => twice(row, () => point(row))));
    assertArrives(rows((row) => twice(row, () => point(row)), 2_500));
    assertArrives(
      rows((row) => {
        const inner = point(row);
        return { deep: { inner }, inner: row % 2 === 0 ? inner : point(row) };
      }),
    );
    assertArrives(
      rows((row) => {
        const list = [row];
        return { a: list, b: { list: row === 50 ? list : [row] } };
      }),
    );
    assertArrives(rows((row) => ({ row, all: shared })));
    assertArrives(rows((row) => ({ parent: row % 3 === 0 ? null : shared, all: shared })));
  });

  it('that are in themselves do so there', () => {
    assertArrives(
      rows((row) => {
        const self: Row = { row };
        self['self'] = self;
        return self;
      }),
    );
  });

  it('have their getters run once, whatever becomes of them', () => {
    for (const isLate of [true, false]) {
      for (const place of ['at', 'list', 'maybe']) {
        let reads = 0;
        const values = rows((row) => ({
          at: { x: row },
          list: [row, row],
          maybe: row % 2 === 0 ? null : { x: row },
          odd: { z: row === 99 && isLate ? new Map() : row },
        }));
        const holder = values[33]?.[place as 'list'] ?? assert.fail();
        const key = place === 'list' ? '1' : 'x'; // none of those that are looked at for getters
        Object.defineProperty(holder, key, { enumerable: true, get: () => (reads += 1) });

        const arrived = sendValues(JOURNEYS[0]?.send ?? assert.fail(), values);

        assert.equal(reads, 1, place);
        assert.equal((arrived[33] as Record<string, Row>)[place]?.[key], 1);
      }
    }
  });

  it('are refused as structured clone refuses them', () => {
    for (const odd of [() => {}, Symbol('s'), new Proxy({ x: 1, y: 2 }, {})]) {
      const values = rows((row) => ({ row, at: row === 90 ? odd : point(row) }));
      const lists = rows((row) => [row, row === 90 ? odd : 1]);

      for (const { send } of JOURNEYS) {
        assert.throws(() => sendValues(send, [...values]), /could not be cloned/);
        assert.throws(() => sendValues(send, [...lists]), /could not be cloned/);
      }
    }
  });

  it('arrive, whatever shape they have', () => {
    const leaf = fc.oneof(
      fc.integer(),
      fc.double(),
      fc.constantFrom(null, undefined, true, -0, 1n),
      fc.string({ maxLength: 4 }),
    );
    const { shape } = fc.letrec<{ shape: unknown }>((tie) => ({
      shape: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        fc.array(leaf, { maxLength: 5 }),
        fc.dictionary(fc.constantFrom('a', 'b', '0', '__proto__', 'length'), tie('shape'), {
          maxKeys: 3,
        }),
      ),
    }));
    const table = fc.record({
      base: fc.dictionary(fc.constantFrom('k', 'l', 'm'), shape, { minKeys: 1 }),
      odd: shape,
      at: fc.nat(40),
      isTwice: fc.boolean(),
      length: fc.constantFrom(1, 17, 17, 41, 41, 41, 1_100),
    });
    fc.assert(
      fc.property(table, ({ base, odd, at, isTwice, length }) => {
        const values = rows((row) => {
          const one = structuredClone(base);
          if (row === at) one['k'] = odd;
          if (isTwice && row % 5 === 0) one['l'] = one['k'];
          return one;
        }, length);

        assertArrives(values);
      }),
    );
  });
});

describe('a place for lists', () => {
  it('tells from one value whether its kind may be taken apart', () => {
    const outermost = new Nesting();
    const deepest = outermost.deepest();

    const judged = (nesting: Nesting): unknown[] =>
      [1, null, [1, 'a'], [[1]], { a: 1 }, { a: { b: 1 } }, {}, new Map(), Symbol('s')].map(
        (value) => nesting.isPromising(value),
      );

    assert.deepEqual(judged(outermost), [true, true, true, false, true, true, false, false, false]);
    assert.deepEqual(judged(deepest), [
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    assert.equal(deepest.isOutermost || outermost.deeper().isOutermost, false);
  });

  it('knows an object that comes again in the same row, and no other', () => {
    const [a, b] = [{}, {}];
    const nesting = new Nesting();

    assert.equal(nesting.meetsAgain([a, b, null]), false);
    assert.equal(nesting.deeper().meetsAgain([b, a, null]), false);
    assert.equal(nesting.meetsAgain([{}, b, {}]), true);
  });

  it('has no columns for too many keys', () => {
    const wide = Object.fromEntries(rows((i) => [`k${i}`, i], 65));

    assert.equal(toColumns(rows(() => ({ wide }))), undefined);
  });
});
