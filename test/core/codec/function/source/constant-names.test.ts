import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isConstantAt,
  mayDeclareConstant,
} from '#dist/core/codec/function/source/constant-names.js';

/** The function stands where the `@` is, and assigns to `a`. */
const CASES: readonly (readonly [script: string, isConstant: boolean])[] = [
  ['const a = 1; @', true],
  ['let a = 1; @', false],
  ['var a = 1; @', false],
  ['export const { b: [a] } = {}; @', true],
  ["import { b as a } from 'x'; @", true],
  ['const a = 1; { let a; @ }', false],
  ['let a = 1; { const a = 2; @ }', true],
  ['const a = 1; { let a; } @', true],
  ['const a = 1; (function (a) { @ })', false],
  ['const a = 1; (function () { if (1) { var a; } @ })', false],
  ['const a = 1; try {} catch (a) { @ }', false],
  ['for (const a of []) { @ }', true],
  ['for (let a = 1; ; ) { @ }', false],
  ['switch (1) { case 1: const a = 1; case 2: @ }', true],
  ['let a = class a { x = @ }', true],
  ['let a = class a {}; @', false],
  ['function a() {} @', false],
  ['const b = 1; @', false],
];

describe('A captured variable', () => {
  for (const [script, isConstant] of CASES) {
    it(`is ${isConstant ? 'a constant' : 'no constant'}: ${script}`, () => {
      const text = script.replace('@', '(() => { a = 1; })');

      assert.equal(isConstantAt(text, script.indexOf('@') + 1, 'a'), isConstant);
    });
  }

  it('is not known if the script cannot be read', () => {
    assert.equal(isConstantAt('const a: number = 1; (() => { a = 1; })', 22, 'a'), undefined);
  });

  it('cannot be a constant if nothing in the text declares one of that name', () => {
    const text =
      "import { $b, type c } from 'x'; const { d, e: [f] }: T = g; let h: number; class I {}";

    const names = ['$b', 'b', 'd', 'f', 'g', 'h', 'I'].filter((name) =>
      mayDeclareConstant(text, name),
    );

    assert.deepEqual(names, ['$b', 'd', 'f', 'I']);
  });
});
