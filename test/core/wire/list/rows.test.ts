import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rowBuilder } from '#dist/core/wire/list/rows.js';
import { runProgram } from '../../../program.ts';
import { fc } from '../../../property.ts';
import { buildRows } from './all-rows.ts';

/** Enough that the literal of their shape is compiled. */
const MANY = 1_000;

/** One column for each key; the values tell which row and column they are from. */
function columnsFor(keys: readonly string[], length: number): string[][] {
  return keys.map((_, column) => Array.from({ length }, (_, row) => `${row}/${column}`));
}

/** The same objects, made in the plainest way. */
function expected(keys: readonly string[], length: number): object[] {
  const columns = columnsFor(keys, length);
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(keys.map((key, column) => [key, columns[column]?.[row]])),
  );
}

describe('rows of columns', () => {
  for (const length of [0, 1, MANY - 1, MANY, MANY + 1]) {
    it(`builds ${length} objects with their properties in order`, () => {
      const keys = ['b', 'a', 'a b'];

      const rows = buildRows(keys, columnsFor(keys, length), length);

      assert.deepEqual(rows, expected(keys, length));
      for (const row of rows) assert.deepEqual(Object.keys(row), keys);
    });
  }

  it('builds some of many', () => {
    const keys = ['b', 'a'];
    for (const length of [10, MANY]) {
      const build = rowBuilder(keys, length);
      const columns = columnsFor(keys, length);

      assert.deepEqual(build(columns, 3, 7), expected(keys, length).slice(3, 7));
      assert.deepEqual(build(columns, length, length), []);
    }
  });

  it('takes any key for a name and none for code', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        `"`,
        `\\`,
        `"]: (globalThis.hacked = true), ["`,
        '`${globalThis.hacked = true}`',
        "'",
        '*/',
        '//',
        '\n',
        '\u2028',
        '\ud800',
        'c0',
        'row',
        'constructor',
        'get a',
        '...columns',
        '7',
      ),
    );
    const names = fc.uniqueArray(
      name.filter((each) => each !== '__proto__'),
      { minLength: 1, maxLength: 64 },
    );
    fc.assert(
      fc.property(names, (given) => {
        const keys = Object.keys(Object.fromEntries(given.map((key) => [key, 0]))); // in their order

        const rows = buildRows(keys, columnsFor(keys, MANY), MANY);

        assert.deepEqual(rows.at(-1), expected(keys, MANY).at(-1));
        for (const row of [rows[0], rows.at(-1)]) {
          assert.deepEqual(Object.keys(row ?? {}), keys);
          assert.equal(Object.getPrototypeOf(row), Object.prototype);
        }
        assert.equal('hacked' in globalThis, false);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves names in their order that begin with a digit, and are no indices', () => {
    const names = ['1st', '0 ', '01', '-1', '1.5', '1e3', '', '4294967295', '99999999999', 'a'];
    for (const name of names) {
      for (const other of names.filter((each) => each !== name)) {
        const keys = Object.keys({ 4294967294: 0, 0: 0, [name]: 0, [other]: 0 });
        const [first] = buildRows(keys, columnsFor(keys, MANY), MANY);

        assert.deepEqual(Object.keys(first ?? {}), keys);
      }
    }
  });

  it('builds objects of more shapes than are remembered', () => {
    for (let shape = 0; shape < 250; shape += 1) {
      const keys = [`key${shape}`];
      const [first] = buildRows(keys, [new Int32Array(MANY).fill(shape)], MANY);
      assert.deepEqual(first, { [`key${shape}`]: shape });
    }
  });

  it('needs no code made at run time where that is forbidden', async () => {
    const { stdout, exitCode, stderr } = await runProgram(
      new URL('./programs/build-rows.js', import.meta.url),
      { execArgv: ['--disallow-code-generation-from-strings'] },
    );

    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), { isForbidden: true, last: { a: 1999, b: 1999 } });
  });
});
