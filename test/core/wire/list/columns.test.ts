import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeFrame, FrameReader } from '#dist/core/wire/frame.js';
import type { FromWorker } from '#dist/core/wire/messages.js';
import { fc } from '../../../property.ts';
import { buildRows } from './all-rows.ts';
import { toColumns } from './many.ts';

/** Enough of them to be looked at. */
function rows<T>(make: (row: number) => T, length = 20): T[] {
  return Array.from({ length }, (_, row) => make(row));
}

/** What arrives of `values` after a journey as bytes. */
function sent(values: readonly unknown[]): unknown[] {
  const messages: FromWorker[] = [];
  const result = { id: 1, from: 0, values, errors: [], runMs: 0 };
  const frame = encodeFrame({ kind: 'done', results: [result], memory: 0 });
  new FrameReader<FromWorker>((message) => messages.push(message)).push(frame);
  const [message] = messages;
  assert.ok(message?.kind === 'done');
  return Array.from(message.results[0]?.values ?? []);
}

describe('columns', () => {
  it('hold the values of objects of one shape, key by key', () => {
    const columns = toColumns(rows((id) => ({ id, name: `n${id}`, ok: id % 2 === 0 })));

    assert.deepEqual(columns?.keys, ['id', 'name', 'ok']);
    const names = columns?.columns[1] as string[];
    assert.deepEqual(names.slice(0, 2), ['n0', 'n1']);
  });

  it('become the same objects again, properties in their order', () => {
    const objects = rows((id) => ({ b: id, a: -0, 2: Number.NaN, 'a b': undefined, c: null }));
    const { keys, columns } = toColumns(objects) ?? assert.fail('no columns');

    const again = buildRows(keys, columns, objects.length);

    assert.deepEqual(again, objects);
    assert.deepEqual(Object.keys(again[0] ?? {}), ['2', 'b', 'a', 'a b', 'c']);
  });

  it('of many numbers are packed, as integers if all of them are', () => {
    const objects = rows(
      (row) => ({ int: row - 5, float: row / 2, zero: -row, late: row || null }),
      100,
    );

    const { columns } = toColumns(objects) ?? assert.fail('no columns');

    const kinds = columns.map(({ constructor }) => constructor.name);
    assert.deepEqual(kinds, ['Int32Array', 'Float64Array', 'Float64Array', 'Array']);
  });

  it('keep their numbers when something else comes late', () => {
    for (const other of [null, 'x', undefined, 1n, true]) {
      const objects = rows((row) => ({ row, value: row === 99 ? other : row - 0.5 }), 100);

      assert.deepEqual(sent(objects), objects);
    }
  });

  it('are not made of what only structured clone can do justice', () => {
    class Named {
      a = 1;
    }
    const odd: Readonly<Record<string, readonly unknown[]>> = {
      empty: rows(() => ({})),
      'another order': rows((i) => (i === 9 ? { b: 1, a: i } : { a: i, b: 1 })),
      'another key': rows((i) => (i === 9 ? { b: i } : { a: i })),
      'a missing key': rows((i) => (i === 9 ? { a: i } : { a: i, b: i })),
      'one more key': rows((i) => (i === 9 ? { a: i, b: i } : { a: i })),
      'no object': rows((i) => (i === 9 ? i : { a: i })),
      null: rows((i) => (i === 9 ? null : { a: i })),
      'a function inside': rows((a) => ({ a, call: () => a })),
      'a symbol inside': rows((a) => ({ a, symbol: Symbol.iterator })),
      'an instance': rows(() => new Named()),
      arrays: rows((a) => [a]),
      'no prototype': rows((a) => Object.assign(Object.create(null) as object, { a })),
      'a proxy': rows((a) => (a === 9 ? new Proxy({ a }, {}) : { a })),
      'an own __proto__': rows((a) => JSON.parse(`{ "__proto__": ${a} }`) as unknown),
    };

    const made = Object.keys(odd).filter((name) => toColumns(odd[name] ?? []) !== undefined);

    assert.deepEqual(made, []);
  });

  it('arrive exactly as structured clone would leave the objects', () => {
    const value = fc.oneof(
      fc.integer(),
      fc.double(),
      fc.constantFrom(-0, Number.NaN, null, undefined, true, 2 ** 31),
      fc.string({ unit: 'binary' }),
      fc.bigInt(),
      fc.constant({ nested: [1] }),
    );
    const table = fc
      .array(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 5 })
      .chain((keys) =>
        fc.array(fc.record(Object.fromEntries(keys.map((key) => [key, value]))), {
          minLength: 1,
          maxLength: 40,
        }),
      );
    fc.assert(
      fc.property(table, fc.boolean(), (objects, isRepeated) => {
        const values = isRepeated ? [...objects, ...objects] : objects;

        const arrived = sent(values);

        const cloned = values.map((each) => structuredClone(each)); // each by itself
        assert.deepEqual(arrived, cloned);
        assert.deepEqual(
          arrived.map((object) => Object.keys(object as object)),
          cloned.map((object) => Object.keys(object)),
        );
        assert.equal(new Set(arrived).size, new Set(cloned).size);
      }),
    );
  });

  it('take the value of a getter, once its object is taken apart', () => {
    const objects = rows((id) => ({
      id,
      get twice() {
        return 2 * id;
      },
    }));

    assert.deepEqual(sent(objects), structuredClone(objects));
  });
});
