import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeModule } from '#dist/core/codec/function/source/module-text.js';
import { isStrictAt } from '#dist/core/codec/function/source/strict-code.js';

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
