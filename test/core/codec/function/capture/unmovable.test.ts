import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refuseUnmovable } from '#dist/core/codec/function/capture/unmovable.js';
import { readFunctionText } from '#dist/core/codec/function/source/function-text.js';
import { refusalBy } from './fake-table.ts';

const TEXTS: readonly (readonly [text: string, message: RegExp])[] = [
  ['() => this', /^uses 'this' of the function around it, which an arrow function cannot/],
  ['() => arguments', /^uses 'arguments' of the function around it/],
  ['() => new.target', /^uses 'new\.target'/],
  ['m() { return super.m(); }', /^uses 'super', which a method has only inside its class$/],
  ['m() { return this.#a; }', /^uses the private name '#a', which exists only inside its class$/],
  ['function f(text) { return eval(text); }', /^calls 'eval' directly/],
];

describe('A function that is held to its place', () => {
  for (const [text, message] of TEXTS) {
    it(`is refused: ${text}`, () => {
      const refusal = refusalBy(() =>
        refuseUnmovable({ name: 'f' }, readFunctionText(text), undefined),
      );

      assert.match(refusal, message);
    });
  }

  it('is no function whose `this`, `arguments`, `super` and private names are its own', () => {
    const texts = [
      'function f() { return () => [this, arguments, new.target]; }',
      'class A extends B { #a = 1; m() { return super.m(this.#a); } }',
      '(text) => (0, eval)(text)',
    ];

    for (const text of texts) refuseUnmovable({ name: 'f' }, readFunctionText(text), undefined);
  });
});
