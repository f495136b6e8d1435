import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from '../../../program.ts';
import { fc } from '../../../property.ts';
import { buildRows } from './all-rows.ts';
import { JOURNEYS, sendValues } from '../journeys.ts';
import { toColumns } from './many.ts';

/** Enough of them that loops are compiled for their shape. */
const MANY = 2_500;

type Row = Record<string, unknown>;

function rows(make: (row: number) => Row, length = MANY): Row[] {
  return Array.from({ length }, (_, row) => make(row));
}

function kindsOf(objects: readonly Row[]): string[] {
  const { columns } = toColumns(objects) ?? assert.fail('no columns');
  return columns.map(({ constructor }) => constructor.name);
}

function again(objects: readonly Row[]): object[] {
  const { keys, columns } = toColumns(objects) ?? assert.fail('no columns');
  return buildRows(keys, columns, objects.length);
}

const VALUES: readonly ((row: number) => unknown)[] = [
  (row) => row,
  (row) => row - 0.5,
  (row) => `text ${row}`,
  (row) => row % 3 === 0,
  () => null,
  () => undefined,
  (row) => BigInt(row),
  () => -0,
  () => 2 ** 31,
  () => Number.NaN,
];

describe('rows by the thousand', () => {
  it('are taken apart into columns of their kinds', () => {
    const objects = rows((row) => ({ int: row, float: row / 3, text: `${row}`, flag: row > 7 }));

    assert.deepEqual(kindsOf(objects), ['Int32Array', 'Float64Array', 'Array', 'Array']);
    assert.deepEqual(again(objects), objects);
  });

  it('may have values of another kind from anywhere on', () => {
    const anyValue = fc.constantFrom(...VALUES);
    const column = fc.record({ first: anyValue, then: anyValue, from: fc.nat(MANY - 1) });
    const shape = fc.dictionary(fc.string({ maxLength: 6 }), column, { minKeys: 1, maxKeys: 5 });
    fc.assert(
      fc.property(shape, (columns) => {
        const names = Object.keys(columns).filter((name) => name !== '__proto__');
        fc.pre(names.length > 0);
        const objects = rows((row) =>
          Object.fromEntries(
            names.map((name) => {
              const { first, then, from } = columns[name] ?? assert.fail();
              return [name, row < from ? first(row) : then(row)];
            }),
          ),
        );

        const arrived = again(objects);

        assert.deepEqual(arrived, objects);
        assert.deepEqual(Object.keys(arrived[0] ?? {}), Object.keys(objects[0] ?? {}));
      }),
      { numRuns: 30 },
    );
  });

  it('may have fields that hold fractions only later, and go back to integers', () => {
    const objects = rows((row) => ({ a: row, b: row + 0.5 }));
    for (let round = 0; round < 3; round += 1) {
      const swapped = again(objects).map((object) => {
        const { a, b } = object as { a: number; b: number };
        return { a: b, b: a };
      });
      assert.deepEqual(again(swapped), swapped);
      assert.deepEqual(kindsOf(swapped), ['Float64Array', 'Int32Array']);
      assert.deepEqual(kindsOf(objects), ['Int32Array', 'Float64Array']);
    }
  });

  it('are not of one shape as soon as one of them is not like the others', () => {
    class Named {
      a = 1;
      b = 2;
    }
    const odd: readonly ((row: number) => unknown)[] = [
      (row) => ({ b: row, a: row }),
      (row) => ({ a: row }),
      (row) => ({ a: row, b: row, c: row }),
      (row) => ({ a: row, c: row }),
      () => ({}),
      (row) => row,
      () => null,
      () => undefined,
      () => [1, 2],
      () => new Named(),
      (row) => ({ a: () => row, b: row }),
      (row) => ({ a: row, b: Symbol.iterator }),
      (row) => Object.assign(Object.create(null) as object, { a: row, b: row }),
      (row) => new Proxy({ a: row, b: row }, {}),
    ];
    for (const make of odd) {
      for (const at of [1, 500, 1_024, MANY - 1_001, MANY - 1]) {
        const objects: unknown[] = rows((row) => ({ a: row, b: row }));
        objects[at] = make(at);
        assert.equal(toColumns(objects), undefined, `${make} at ${at}`);
      }
    }
  });

  it('run no code of a proxy', () => {
    const objects: unknown[] = rows((row) => ({ a: row }));
    const refuse = (): never => assert.fail('a trap ran');
    objects[700] = new Proxy({ a: 1 }, { get: refuse, ownKeys: refuse, getPrototypeOf: refuse });

    assert.equal(toColumns(objects), undefined);
  });

  it('have each getter run once, whatever comes behind it', () => {
    for (const last of [
      { a: 1, b: 2 },
      { a: 1, b: {} },
      { b: 1 },
      7,
      new Map(),
      { b: new Map() },
    ]) {
      for (const { name, send } of JOURNEYS) {
        let reads = 0;
        const withGetter = (row: number): Row => ({
          a: row,
          get b() {
            reads += 1;
            return row;
          },
        });
        const objects: unknown[] = rows((row) => ({ a: row, b: row }));
        objects[1_001] = withGetter(1_001); // none of those that are looked at for getters
        objects[1_500] = last;

        const arrived = sendValues(send, objects);

        assert.deepEqual(arrived[1_001], { a: 1_001, b: 1_001 });
        assert.deepEqual(arrived[1_500], last);
        assert.equal(reads, 1, name);
      }
    }
  });

  it('may have any key', () => {
    const names = ['0', 'a b', '"', '\\', '\n', '\u2028', '\ud800', 'constructor', 'keys', 'row'];
    names.push('v0', 'c0', "']; globalThis.hacked = true; ['", '`${globalThis.hacked = true}`');
    const objects = rows((row) => Object.fromEntries(names.map((name) => [name, row])));

    assert.deepEqual(again(objects), objects);
    assert.equal('hacked' in globalThis, false);
  });

  it('need no code made at run time where that is forbidden', async () => {
    const { stdout, exitCode, stderr } = await runProgram(
      new URL('./programs/gather-rows.js', import.meta.url),
      { execArgv: ['--disallow-code-generation-from-strings'] },
    );

    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), { isForbidden: true, last: [1999, 1999.5] });
  });
});
