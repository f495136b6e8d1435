import assert from 'node:assert/strict';
import { basename } from 'node:path';
import * as paths from 'node:path';
import { describe, it } from 'node:test';
import { describeVariables } from '#dist/core/codec/function/capture/describe-variables.js';
import type { Callable } from '#dist/core/codec/function/capture/describer.js';
import { double } from '../fixtures/jobs.js';
import { FakeTable, read, refusalBy } from './fake-table.ts';

const factor = 3;
let counter = 0;
let filled = { a: 1 };
let empty: number | undefined;

function describeOf(fn: Callable, table = new FakeTable(), settled: readonly string[] = []) {
  return describeVariables({ table, ...read(fn) }, new Set(settled));
}

function namesOf(fn: Callable): string[] {
  return describeOf(fn).variables.map(([name]) => name);
}

describe('The variables of a function', () => {
  it('are those that its text mentions', () => {
    const used = { a: 1 };
    const unused = { b: 2 };
    const table = new FakeTable();

    const { variables } = describeOf(() => used.a + factor, table);

    assert.ok(unused);
    assert.deepEqual(variables, [['used', 0], ['factor', [3]]]); // biome-ignore format: one row
    assert.deepEqual([table.values, table.ways], [[used], ["captures variable 'used'"]]);
  });

  it('are no globals, and no names that somebody else has settled', () => {
    const own = 1;

    const { variables } = describeOf(() => [Math.max(1), process.pid, own], undefined, ['own']);

    assert.deepEqual(variables, []);
  });

  it('are globals too if the program has made them', () => {
    Reflect.set(globalThis, 'ourGlobal', { made: 'here' });
    const fn = new Function('return ourGlobal') as Callable;

    const names = namesOf(fn);

    Reflect.deleteProperty(globalThis, 'ourGlobal');
    assert.deepEqual(names, ['ourGlobal']);
  });

  it('are imported again if they are imports, and known if they are Node’s', () => {
    const table = new FakeTable();

    describeOf(() => [double, basename, paths], table);

    assert.deepEqual(table.nodes, [
      { kind: 'import', specifier: '../fixtures/jobs.js', name: 'double', attributes: {}, referrer: import.meta.url }, // biome-ignore format: one row
      { kind: 'known', root: 'node:path', path: ['basename'] },
      { kind: 'import', specifier: 'node:path', name: '*', attributes: {}, referrer: import.meta.url }, // biome-ignore format: one row
    ]);
    assert.deepEqual(table.values, []);
  });

  it('are refused while they are not initialised', {
    skip: process.version.startsWith('v20.') && 'Node 20 shows them as undefined',
  }, () => {
    const refusal = refusalBy(() => describeOf(() => later));
    const later = 1;

    assert.equal(refusal, "captures variable 'later': is not initialised yet");
    assert.equal(later, 1);
  });

  it('are narrowed to the used members if they stand for a module', () => {
    const library = { __esModule: true, used: () => 1, unused: () => 2 };
    const table = new FakeTable();

    describeOf(() => library.used(), table);

    assert.deepEqual(table.values, [library.used]);
  });
});

describe('The variables that a function assigns to', () => {
  it('are told apart by whether they are constants', () => {
    const fn = new Function('const a = 1; let b = 2; return () => { a = b = 3; }')() as Callable;

    const { constants, variables } = describeOf(fn);

    assert.deepEqual([constants, variables.map(([name]) => name)], [['a'], ['a', 'b']]);
  });
});

describe('The variables of a module', () => {
  it('are told apart from those of functions, with a key for all that use them', () => {
    const inner = 1;
    const fn = (): number => counter + inner;

    const { moduleVariables } = describeOf(fn);

    const { script } = read(fn).context;
    assert.deepEqual(
      moduleVariables.map(({ key, name, value, isAssigned }) => [key(), name, value, isAssigned]),
      [
        [`${script.id}|${script.url}|counter`, 'counter', 0, false],
        [undefined, 'inner', 1, false],
      ],
    );
  });

  it('are marked if the function assigns to them', () => {
    const { moduleVariables } = describeOf(() => {
      counter += 1;
    });

    assert.equal(moduleVariables[0]?.isAssigned, true);
  });

  it('are noted for the warning if the function assigns to one that is filled already', () => {
    const { assignments } = describeOf(function refill() {
      filled = { a: 2 };
      empty = 1;
    });

    assert.deepEqual(assignments, [{ functionName: 'refill', variable: 'filled' }]);
    assert.deepEqual([filled, empty], [{ a: 1 }, undefined]);
  });
});

describe('Variables are stable', () => {
  it('if nobody in the file assigns to one of their name', () => {
    const table = new FakeTable({ judgeStability: true });

    const answers = [() => factor, () => factor + counter].map(
      (fn) => describeOf(fn, table).isStable,
    );

    assert.deepEqual(answers, [true, false]);
  });

  it('never at the first capture, which does not read the whole file', () => {
    assert.equal(describeOf(() => factor).isStable, false);
  });

  it('if there are none but imports', () => {
    assert.equal(describeOf(() => double(1)).isStable, true);
  });
});
