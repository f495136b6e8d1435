/** Objects in objects arrive as structured clone leaves each of them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ByteWriter } from '#dist/core/wire/bytes.js';
import { writeList } from '#dist/core/wire/list/kinds.js';
import { fc } from '../../../property.ts';
import { sharing } from '../../../sharing.ts';
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
  'objects six deep': (row) => ({ a: { b: { c: { d: { e: { f: row } } } } } }),
  'objects in arrays': (row) => ({ row, lines: rows((i) => ({ i, price: row / 3 }), row % 5) }),
  'objects in arrays of one length': (row) => ({ from: [point(row), point(-row)] }),
  'objects in long arrays': (row) => ({ lines: rows((i) => ({ i }), 60 + (row % 9)) }),
  'arrays in arrays in arrays': (row) => ({ rings: rows((i) => [[row, i]], row % 3) }),
  'arrays in objects in arrays': (row) => ({
    all: rows((i) => ({ tags: rows((j) => `${row + j}`, i) }), 3),
  }),
  'objects in objects in arrays': (row) => ({ all: rows((i) => ({ i, at: point(row) }), row % 4) }),
  'objects that may be missing in arrays': (row) => ({ all: [null, point(row), undefined, row] }),
  'objects that may have a key': (row) => (row % 3 === 0 ? { row, more: `m${row}` } : { row }),
  'objects with keys in another order': (row) =>
    row % 2 === 0 ? { a: 1, b: row } : { b: 1, a: 2 },
  'objects of which one has another key': (row) => ({ row, [row === 90 ? 'x' : 'y']: point(row) }),
  'objects in objects that may have a key': (row) => ({
    row,
    at: { x: 1, ...(row % 2 && { y: row }) },
  }),
  'what may be an object, an array, a text or a date': (row) => ({
    what: [point(row), [row], `n${row}`, new Date(row), row, null, {}][row % 7],
  }),
  'views of several kinds': (row) => ({
    row,
    bytes: [Uint8Array.of(1), Int8Array.of(row)][row % 2],
  }),
  'what may be missing, and has what may be missing': (row) => ({
    a: row % 2 === 0 ? null : { b: row % 3 === 0 ? undefined : { c: { d: row } } },
  }),
  'empty objects': (row) => ({ row, at: {} }),
  'objects some of which are empty': (row) => ({ row, at: row % 2 === 0 ? {} : point(row) }),
  'a tree': (row) => ({
    type: 'call',
    of: { type: 'name', name: `n${row}` },
    with: rows(
      (i) =>
        i === 0
          ? { type: 'number', value: row }
          : { type: 'call', of: { type: 'name', name: 'x' }, with: [] },
      row % 3,
    ),
  }),
};

const ARRAYS: Readonly<Record<string, (row: number) => unknown>> = {
  pairs: (row) => [row, row + 0.5],
  'pairs of a text and a number': (row) => [`n${row}`, row],
  'different lengths': (row) => rows((i) => i - row, row % 9),
  'literals and -0': (row) => [null, undefined, true, -0, row, Number.NaN, 1n],
  nothing: () => [],
  objects: (row) => rows((i) => ({ i, row }), row % 4),
  'pairs of a text and an object': (row) => [`n${row}`, point(row)],
  arrays: (row) => [row, [row]],
  'objects, or nothing at all': (row) => (row % 4 === 0 ? null : point(row)),
  'objects among other values': (row) => [1, 'a', point(row), undefined, [row], {}][row % 6],
};

/** Each has something at one place that columns cannot do justice. */
const ODD: Readonly<Record<string, (row: number) => unknown>> = {
  'a Set': (row) => ({ row, at: new Set([row]) }),
  'a Map': (row) => ({ row, at: new Map([[row, 1]]) }),
  'another Map, late': (row) => ({ row, at: row === 90 ? new Map() : point(row) }),
  'a hole': (row) => ({ list: row === 90 ? [1, , 3] : [1, 2, 3] }),
  'a hole at the end': (row) => ({ list: row === 90 ? [1, 2, ,] : [1, 2, 3] }),
  'a match': (row) => ({ found: row === 90 ? /(.)(.)/.exec(`ab${row}`) : ['a', 'b'] }),
  'an array with a name for a hole': (row) =>
    row === 90 ? Object.assign([1, , 3], { name: 'x' }) : [1, 2, 3],
  'a Map in an array': (row) => ({ list: [row, row === 90 ? new Map() : 1] }),
  'a Map in an object in an array': (row) => ({ list: [{ x: row === 90 ? new Map() : 1 }] }),
  'a Map among objects of another shape': (row) => (row === 90 ? { x: new Map() } : { row }),
  'a Map instead of an object': (row) => (row === 90 ? new Map() : { row }),
  'another shape each time': (row) => ({ [`k${row}`]: row }),
  'another shape each time, inside': (row) => ({ row, at: { [`k${row}`]: row } }),
  'an array of a class': (row) => (row === 90 ? new (class More extends Array {})() : [row]),
  'no prototype': (row) => ({ row, at: Object.assign(Object.create(null) as object, { row }) }),
  'objects eight deep': (row) => ({ a: { b: { c: { d: { e: { f: { g: { h: row } } } } } } } }),
};

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
    assertArrives(
      rows((row) => {
        const [one, other] = [point(row), point(-row)];
        return { all: [one, row === 50 ? one : other, { deep: row === 60 ? other : {} }] };
      }),
    );
    assertArrives(
      rows((row) => {
        const one = point(row);
        return rows((i) => (row === 50 || i === 0 ? one : point(i)), 1 + (row % 4));
      }),
    );
    assertArrives(
      rows((row) => {
        const one = point(row);
        return row % 2 === 0 ? { one, again: { one: row === 50 ? one : {} } } : { one: [one] };
      }),
    );
    assertArrives(
      rows((row) => {
        const one = row === 50 ? point(row) : row;
        return { deep: { a: { b: { c: { d: { e: { f: one } } } } } }, one };
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
    type Holder = (row: Row) => object;
    const places: Readonly<Record<string, Holder>> = {
      'an object': (row) => row['at'] as object,
      'an array': (row) => row['list'] as object,
      'what may be missing': (row) => row['maybe'] as object,
      'an object in an array': (row) => (row['lines'] as object[])[1] as object,
      'an array in an array': (row) => (row['lists'] as object[])[1] as object,
      'the object itself': (row) => row,
    };
    // Of both shapes; and none of those that are looked at for getters.
    for (const [isLate, at] of [
      [true, 35],
      [false, 35],
      [true, 39],
      [false, 39],
    ] as const) {
      for (const [place, holderOf] of Object.entries(places)) {
        let reads = 0;
        const values = rows((row) => ({
          at: { x: row, 1: row },
          list: [row, row],
          maybe: row % 2 === 0 ? null : { x: row, 1: 1 },
          lines: [7, { x: row, 1: 1 }],
          lists: [[], [row, row]],
          1: 0,
          ...(row % 3 === 0 && { sometimes: row }),
          odd: { z: row === 98 && isLate ? new Map() : row },
        }));
        const holder = holderOf(values[at] ?? assert.fail());
        Object.defineProperty(holder, '1', { enumerable: true, get: () => (reads += 1) });

        const arrived = sendValues(JOURNEYS[0]?.send ?? assert.fail(), values);

        assert.equal(reads, 1, place);
        assert.equal((holderOf(arrived[at] as Row) as unknown[])[1], 1, place);
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
        fc.array(tie('shape'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', '0', '__proto__', 'length'), tie('shape'), {
          maxKeys: 3,
        }),
      ),
    }));
    const base = fc.dictionary(fc.constantFrom('k', 'l', 'm'), shape, { minKeys: 1 });
    const table = fc.record({
      bases: fc.array(base, { minLength: 1, maxLength: 3 }),
      odd: shape,
      at: fc.nat(40),
      twice: fc.constantFrom('never', 'under two keys', 'in an array', 'deeper'),
      length: fc.constantFrom(1, 17, 17, 41, 41, 41, 1_100),
    });
    fc.assert(
      fc.property(table, ({ bases, odd, at, twice, length }) => {
        const values = rows((row) => {
          const one = structuredClone(bases[row % bases.length]) ?? {};
          if (row === at) one['k'] = odd;
          if (row % 5 !== 0 || twice === 'never') return one;
          if (twice === 'under two keys') one['l'] = one['k'];
          else one['m'] = twice === 'deeper' ? { k: { one: one['k'] } } : [one['l'], one['l'], 1];
          return one;
        }, length);

        assertArrives(values);
      }),
    );
  });

  describe('in long arrays', () => {
    const LONG = 1_500;
    const makers: Readonly<Record<string, () => unknown>> = {
      numbers: () => rows((at) => at / 3, LONG),
      'integers and -0': () => rows((at) => (at === 1_400 ? -0 : at), LONG),
      objects: () => rows(point, LONG),
      'objects of two shapes': () => rows((at) => (at % 5 === 0 ? { at } : point(at)), LONG),
      'objects with arrays': () => rows((at) => ({ at, tags: ['a', `b${at}`] }), LONG),
      'objects and null': () => rows((at) => (at % 5 === 0 ? null : point(at)), LONG),
      arrays: () => rows((at) => [at, `n${at}`], LONG),
      'a report': () => ({ title: 'x', header: { of: 1 }, lines: rows(point, LONG), more: [1] }),
      'a table': () => [['a', 'b'], rows((at) => [at, -at], LONG)],
    };
    const odd: Readonly<Record<string, () => unknown>> = {
      'a hole': () =>
        Object.assign(
          rows((at) => at, LONG),
          { length: LONG + 1 },
        ),
      'a hole within': () => {
        const array = rows(point, LONG) as unknown[];
        Reflect.deleteProperty(array, 1_400);
        return array;
      },
      'a name': () => Object.assign(rows(point, LONG), { name: 'x' }),
      'a Map, late': () => rows((at) => (at === 1_400 ? new Map() : point(at)), LONG),
      'a class': () => rows(point, LONG).map((one) => Object.assign(new Error('x'), one)),
    };
    for (const [title, make] of Object.entries(makers)) {
      it(`are taken apart and arrive, be they few: ${title}`, () => {
        for (const length of [1, 3, 20]) {
          const values = rows(make, length);

          assert.ok(isTakenApart(values));
          assertArrives(values);
        }
      });
    }

    for (const [title, make] of Object.entries(odd)) {
      it(`are left to structured clone if there is one with ${title}`, () => {
        assertArrives([make()]);
        assertArrives([{ lines: rows(point, LONG), odd: make() }]);
        assertArrives([rows(point, LONG), make()]);
      });
    }

    it('stay one object where they are one', () => {
      const one = { x: 1, y: 2 };
      const list = rows(point, LONG);
      assertArrives([rows((at) => (at === 1_400 ? one : at === 3 ? one : point(at)), LONG)]);
      assertArrives([{ lines: list, last: list[1_400] }]);
      assertArrives([{ last: list[1_400], lines: list }]);
      assertArrives([{ lines: list, again: { lines: list.slice(0, 700) } }]);
      assertArrives([{ first: list, second: list }]);
      assertArrives([rows((at) => ({ at, one: at > 1_400 ? one : {} }), LONG)]);
      assertArrives(rows(() => list, 3));
    });

    it('have their getters run once, wherever they are', () => {
      for (const isLate of [true, false]) {
        for (const at of [3, 1_400]) {
          let reads = 0;
          const lines: unknown[] = rows((row) => row, LONG);
          Object.defineProperty(lines, at, { enumerable: true, get: () => (reads += 1) });
          const value = { lines, odd: rows((row) => (isLate && row === 99 ? new Map() : [row])) };

          const [arrived] = sendValues(JOURNEYS[0]?.send ?? assert.fail(), [value]);

          assert.equal(reads, 1, `at ${at}, ${isLate}`);
          assert.equal((arrived as { lines: unknown[] }).lines[at], 1);
        }
      }
    });
  });
});
