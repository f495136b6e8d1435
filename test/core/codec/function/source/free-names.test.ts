import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFunctionText } from '#dist/core/codec/function/source/function-text.js';

/** The free names of a function's text, with "=" behind those it assigns to. */
function freeNames(text: string, isStrict = true): string[] {
  const { free } = readFunctionText(text, isStrict).names;
  return [...free].map(([name, use]) => (use.isAssigned ? `${name}=` : name)).sort();
}

const cases: readonly (readonly [title: string, text: string, names: string[]])[] = [
  ['parameters and their defaults', '(a, b = a + c, ...d) => a + b + d', ['c']],
  [
    'patterns',
    '({ a, b: { c = x }, [k]: d, ...e }, [f, , g = y]) => [a, c, d, e, f, g]',
    ['k', 'x', 'y'],
  ],
  [
    'defaults of parameters, which do not see a var of the body',
    '(a = d) => { var d = 2; return a + d; }',
    ['d'],
  ],
  ['let, const and var', '() => { let a = b; const c = a; var d = c; return d; }', ['b']],
  [
    'var in nested blocks',
    '() => { if (x) { for (var a of b) { var c = a; } } return c; }',
    ['b', 'x'],
  ],
  ['let in a block ends with the block', '() => { { let a = 1; } return a; }', ['a']],
  [
    'functions used before they are declared',
    '() => { return f(); function f() { return g(); } }',
    ['g'],
  ],
  ['the name of a function expression', 'function f() { return f() + g(); }', ['g']],
  [
    'classes, their heritage and computed keys',
    '() => { class A extends B { [k]() { return A; } } return A; }',
    ['B', 'k'],
  ],
  ['fields and static blocks', 'class A { x = y; static { var z = w; z; } }', ['w', 'y']],
  [
    'catch variables',
    '() => { try { a(); } catch ({ code, ...rest }) { return [code, rest, b]; } }',
    ['a', 'b'],
  ],
  ['labels are no names', '() => { out: for (;;) { break out; } }', []],
  ['property names are no names', '() => ({ a: 1, b() {}, get c() { return d; } }).a', ['d']],
  ['shorthand properties are names', '() => ({ a, b: c })', ['a', 'c']],
  ['members are no names, computed ones are', '() => a.b[c].d', ['a', 'c']],
  [
    'assignments',
    '() => { a = 1; b += 1; c++; [d, e.f] = [1]; ({ g, h: i = j } = {}); }',
    ['a=', 'b=', 'c=', 'd=', 'e', 'g=', 'i=', 'j'],
  ],
  [
    'loops that assign',
    '() => { for (a of b) c; for (d in e) f; }',
    ['a=', 'b', 'c', 'd=', 'e', 'f'],
  ],
  ['arguments of its own', 'function f() { return arguments.length; }', []],
  ['templates and tags', '() => a`${b}${`${c}`}`', ['a', 'b', 'c']],
  ['optional chains', '() => a?.b?.[c]?.(d)', ['a', 'c', 'd']],
  [
    'switch cases share a scope',
    '() => { switch (a) { case b: let c = 1; default: return c; } }',
    ['a', 'b'],
  ],
  ['the code of eval', "(d) => { eval('var a = b; let c = d; a + c; f(() => this)'); return g; }", ['b', 'eval', 'f', 'g']], // biome-ignore format: one row
  [
    'generators and await',
    'async function* f() { yield* a; for await (const b of c) await b; }',
    ['a', 'c'],
  ],
];

describe('The free names of a function', () => {
  for (const [title, text, names] of cases) {
    it(title, () => assert.deepEqual(freeNames(text), [...names]));
  }
});

describe('What a function takes from around it besides names', () => {
  const outer = (text: string): string[] => [...readFunctionText(text).names.outer].sort();

  it('is nothing for functions with their own', () => {
    assert.deepEqual(outer('function f() { return () => [this, arguments, new.target]; }'), []);
    assert.deepEqual(
      outer('class A extends B { m() { return () => super.m(this); } x = this; }'),
      [],
    );
    assert.deepEqual(outer('() => ({ m() { return super.toString(); } })'), []);
  });

  it('is this, arguments, super or new.target for arrows and lone methods', () => {
    assert.deepEqual(outer('() => [this, arguments, new.target]'), [
      'arguments',
      'new.target',
      'this',
    ]);
    assert.deepEqual(outer('m() { return super.m(); }'), ['super']);
  });

  it('is a private name that no class inside declares', () => {
    const { names } = readFunctionText(
      'm(x) { class A { #b; c() { return this.#b; } } return x.#a; }',
    );

    assert.deepEqual([...names.outerPrivateNames], ['a']);
  });
});

describe('What a function does with a free name', () => {
  it('is told by the chains of members that it uses', () => {
    const { free } = readFunctionText('() => [a.b.c, a.d(), a?.[k]]').names;

    assert.deepEqual(free.get('a')?.chains, [['b', 'c'], ['d']]);
  });

  it('is told by whether it uses the name as a whole', () => {
    const { free } = readFunctionText('() => [a.b, c, d[0], f(), g.h]').names;

    const whole = [...free].filter(([, { isUsedWhole }]) => isUsedWhole).map(([name]) => name);
    assert.deepEqual(whole, ['c', 'd', 'f']);
  });

  it('is anything if it calls `eval`, and nothing if `eval` is its own', () => {
    const texts = ['(a) => eval(a)', '(eval) => eval(a)', '() => (0, eval)(a)'];

    const answers = texts.map((text) => readFunctionText(text).names.hasDirectEval);

    assert.deepEqual(answers, [true, false, false]);
  });

  it('counts `import.meta` by its places', () => {
    const { importMetas } = readFunctionText('() => [import.meta.url, import.meta]').names;

    assert.equal(importMetas.length, 2);
  });
});

describe('A function in a block', () => {
  const cases: readonly (readonly [text: string, sloppy: string[], strict: string[]])[] = [
    ['() => { { function d() {} } return d; }', [], ['d']],
    ['() => { if (a) function d() {} return d; }', ['a'], ['a']],
    ['() => { switch (1) { case 1: function d() {} } return d; }', [], ['d']],
    ['() => { { let d; { function d() {} } } return d; }', ['d'], ['d']],
    ['() => { for (let d;;) { { function d() {} } } return d; }', ['d'], ['d']],
    ['() => { try {} catch ({ d }) { { function d() {} } } return d; }', ['d'], ['d']],
    ['() => { try {} catch (d) { { function d() {} } } return d; }', [], ['d']],
    ['() => { { async function d() {} } return d; }', ['d'], ['d']],
    ['() => { { function* d() {} } return d; }', ['d'], ['d']],
    ["function f() { 'use strict'; { function d() {} } return d; }", ['d'], ['d']],
    ['class { m() { { function d() {} } return d; } }', ['d'], ['d']],
    ['(x = d) => { { function d() {} } return x; }', ['d'], ['d']],
    ['() => { label: function d() {} return d; }', [], []],
  ];
  for (const [text, sloppy, strict] of cases) {
    it(`is a variable of the sloppy function around it, where the language says so: ${text}`, () => {
      assert.deepEqual(freeNames(text, false), sloppy);
      // A function as the branch of an `if`, or behind a label, is no strict code.
      if (!/if|label/.test(text)) assert.deepEqual(freeNames(text, true), strict);
    });
  }
});

describe('The name of a function', () => {
  it('is a free name only if the function assigns to it', () => {
    const [plain, assigning, inner] = [
      'function f() { return f(); }',
      'function f() { f = 1; }',
      'function f() { return function f() { f = 1; }; }',
    ].map((text) => readFunctionText(text).names);

    assert.deepEqual([...(assigning?.free.keys() ?? [])], ['f']);
    assert.deepEqual([...(plain?.free.keys() ?? ['none'])], []);
    assert.deepEqual(
      [plain, assigning, inner].map((one) => one?.assignsOwnName),
      [false, true, false],
    );
  });
});
