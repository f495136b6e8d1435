import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openCell } from '#dist/core/codec/function/rebuild/cell-scopes.js';
import { compileFunction, compileImport } from '#dist/core/codec/function/rebuild/compile.js';
import { functionNode } from './nodes.ts';

describe('A compiled function', () => {
  it('is a closure over its variables, which can be set', () => {
    const node = functionNode('() => [a, v]', { variables: [['a', 0], ['v', 1]] }); // biome-ignore format: one row
    const { get, set } = compileFunction(node, undefined);
    const fn = get() as () => unknown;

    set.a?.(1);
    set.v?.(2);

    assert.deepEqual(fn(), [1, 2]);
  });

  const SHAPES = [
    ['method', 'm(x) { return x; }', 5],
    ['method', 'async *m(x) { yield x; }', undefined],
    ['getter', 'get x() { return 5; }', 5],
    ['setter', 'set x(value) { }', undefined],
    ['expression', 'function (x) { return x; }', 5],
    ['expression', 'x => x // the end', 5],
  ] as const;
  for (const [shape, source, result] of SHAPES) {
    it(`can have been written as \`${source}\``, () => {
      const fn = compileFunction(functionNode(source, { shape }), undefined).get();

      assert.equal(typeof fn, 'function');
      assert.equal(String(fn), source.replace(/ \/\/.*/, ''));
      if (result !== undefined) assert.equal((fn as (x: number) => unknown)(5), result);
    });
  }

  it('is strict where it was', () => {
    const answers = [true, false].map((isStrict) => {
      const fn = compileFunction(functionNode('function () { return this; }', { isStrict }), undefined).get(); // biome-ignore format: one row
      return Reflect.apply(fn as () => unknown, undefined, []) === undefined;
    });

    assert.deepEqual(answers, [true, false]);
  });

  it('is named at once if it is an anonymous class, whose own errors say the name', () => {
    const call = (source: string, name: string): string => {
      const cls = compileFunction(functionNode(source, { name }), undefined).get() as () => unknown;
      try {
        return String(cls());
      } catch (error) {
        return (error as Error).message;
      }
    };

    const messages = ['class { }', 'class extends Array { }', 'class B { }'].map((text) =>
      call(text, 'K'),
    );

    assert.match(
      messages.join(),
      /^Class constructor K [^,]*,Class constructor K [^,]*,Class constructor B /,
    );
    assert.match(call('class { }', '__proto__'), /cannot be invoked without 'new'$/);
  });

  for (const module of [undefined, '7|file:///app/jobs.js']) {
    it(`stands in stacks at its place in the file${module === undefined ? '' : ', also if it shares variables'}`, () => {
      if (module !== undefined) openCell(`${module}|db`, 'db', 1);
      const node = functionNode('() => new Error("x")', { line: 38, column: 11 });

      const { stack } = (compileFunction(node, module).get() as () => Error)();

      assert.match(stack ?? '', /file:\/\/\/app\/jobs\.js:39:18\b/);
    });
  }

  it('shares the variables of its module', () => {
    const module = '7|file:///app/cells.js';
    openCell(`${module}|db`, 'db', 1).set('open');

    const fn = compileFunction(functionNode('() => db'), module).get() as () => unknown;

    assert.equal(fn(), 'open');
  });
});

describe('compileImport', () => {
  it('imports as a module at that place does', async () => {
    const load = compileImport(new URL('../any.js', import.meta.url).href);

    const loaded = (await load('./fixtures/jobs.js')) as { greeting?: string };

    assert.equal(loaded.greeting, 'hello');
  });
});
