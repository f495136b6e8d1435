import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rewriteSource } from '#dist/core/codec/function/capture/rewrite-source.js';
import { makeFunction } from '../cases/case.js';
import { FakeTable, read } from './fake-table.ts';

function rewrite(fn: object, table = new FakeTable()) {
  return rewriteSource({ table, ...read(fn) });
}

describe('The source of a function', () => {
  it('is its text if nothing in it means something else elsewhere', () => {
    const fn = (x: number): number => x + 1;

    const { source, variables, names, early } = rewrite(fn);

    assert.equal(source, String(fn));
    assert.deepEqual([variables, [...names], early], [[], [], []]);
  });

  it('has a variable in place of `import.meta`', () => {
    const table = new FakeTable();

    const { source, variables } = rewrite(() => import.meta.url, table);

    assert.equal(source, '() => import_meta.url');
    assert.deepEqual(variables, [['import_meta', 1000]]);
    assert.deepEqual(table.nodes, [
      { kind: 'module-meta', what: 'meta', referrer: import.meta.url },
    ]);
  });

  it('has the name of a method in place of its computed key', () => {
    const key = 'run';
    const home = { [key]() {} }; // biome-ignore format: one line

    assert.equal(rewrite(home.run).source, '["run"]() { }');
  });

  it('has no name of its own where that name means something else by now', () => {
    const table = new FakeTable();
    const [fn, wrapped] = makeFunction<() => [object, object]>(
      'function f() { return f(); } const old = f; f = function wrapped() {}; return [old, f]',
    )();

    const { source, variables } = rewrite(fn, table);

    assert.equal(source, 'function  () { return f(); }');
    assert.deepEqual([variables, table.values], [[['f', 0]], [wrapped]]);
  });

  it('keeps its own name if it is an expression, for which nothing else can stand', () => {
    const table = new FakeTable();
    const text = 'const f = 1; const held = () => f; return function f() { return f; }';

    const { source, variables, names } = rewrite(makeFunction<() => object>(text)(), table);

    assert.equal(source, 'function f() { return f; }');
    assert.deepEqual([variables, [...names], table.values], [[], ['f'], []]);
  });

  it('keeps a name that it does not use, whatever else is called so', () => {
    const table = new FakeTable();
    const text = 'const f = 1; const held = () => f; { function f() { return 2; } return f; }';

    const { source, variables } = rewrite(makeFunction<() => object>(text)(), table);

    assert.equal(source, 'function f() { return 2; }');
    assert.deepEqual([variables, table.values], [[], []]);
  });

  it('has no name of its own if it assigns to the variable that holds it', () => {
    const table = new FakeTable();
    const fn = makeFunction<() => object>('function f() { f = 1; } return f')();

    const { source, variables } = rewrite(fn, table);

    assert.equal(source, 'function  () { f = 1; }');
    assert.deepEqual([variables, table.values], [[], []]); // `f` comes with the free names
  });

  it('of a class has its base class and its keys settled', () => {
    const cls = makeFunction<() => object>(
      'const k = "a"; return class A extends Map { [k]() {} static b = 1; }',
    )();

    const { source, names, early, variables } = rewrite(cls);

    assert.equal(
      source,
      `class A extends Map { ["a"]() {} ${' '.repeat('static b = 1;'.length)} }`,
    );
    assert.deepEqual([[...names], early], [['Map'], ['Map', 'k']]);
    assert.deepEqual(variables, [['Map', 0]]);
  });
});
