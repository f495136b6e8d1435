import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeModule } from '#dist/core/codec/function/source/module-text.js';
import {
  isSameInStrictCode,
  isStrictAt,
  readOwnStrictness,
} from '#dist/core/codec/function/source/strict-code.js';
import { makeFunction } from '../cases/case.ts';

const CASES: readonly (readonly [script: string, isStrict: boolean])[] = [
  ['@', false],
  ["'use strict'; @", true],
  ["// a word\n'use strict'; @", true],
  ["f('use strict'); @", false],
  ["(function () { 'use strict'; @ })", true],
  ["(function () { 'use strict'; }); @", false],
  ["(() => { 'use strict'; return { m() { @ } }; })", true],
  ['(class { x = @ })', true],
  ['class A { m() { @ } }', true],
  ['class A {} @', false],
];

describe('Code in a script', () => {
  for (const [script, isStrict] of CASES) {
    it(`is ${isStrict ? 'strict' : 'sloppy'}: ${script}`, () => {
      const text = describeModule(script.replace('@', '(() => this)'));

      assert.equal(isStrictAt(text, script.indexOf('@')), isStrict);
    });
  }

  it('counts as sloppy if the script cannot be read', () => {
    assert.equal(isStrictAt(describeModule('let a: number; class A {}'), 24), false);
  });
});

describe('An ordinary function', () => {
  const read = (text: string): boolean | undefined => {
    const fn = makeFunction<() => object>(text)();
    return readOwnStrictness(fn, Function.prototype.toString.call(fn));
  };

  it('shows by itself whether it is strict', () => {
    assert.equal(read('return function () {}'), false);
    assert.equal(read("return function () { 'use strict'; }"), true);
    assert.equal(read("'use strict'; return function () {}"), true);
  });

  it('is all that does so, besides classes', () => {
    assert.equal(read('return class {}'), true);
    for (const text of ['() => 1', '({ function() {} }).function', 'function* () {}', 'async function () {}']) // biome-ignore format: one row
      assert.equal(read(`return ${text}`), undefined);
  });
});

describe('A text that means the same in strict code', () => {
  it('assigns nothing, and has neither functions nor `this`', () => {
    assert.ok(['(a) => a * 2', '(a, b) => a <= b && a === 1', 'async (a) => await f(a)'].every(isSameInStrictCode)); // biome-ignore format: one row
    assert.deepEqual(['() => this', '() => { a = 1; }', '() => a++', '() => function () {}'].filter(isSameInStrictCode), []); // biome-ignore format: one row
  });
});
