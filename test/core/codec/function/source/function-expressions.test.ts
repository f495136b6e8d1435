import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeModule } from '#dist/core/codec/function/source/module-text.js';
import { isExpressionAt } from '#dist/core/codec/function/source/function-expressions.js';

describe('A named function', () => {
  it('is an expression or a declaration, as the text around it says', () => {
    const expressions = [
      'x = @',
      'f(1, @)',
      '(@)()',
      '[@]',
      'const x = () => @',
      'export default (@)',
    ];
    const declarations = ['@', '{ @ }', 'if (x) { @ } else {}', 'export default @', 'export @'];
    const isExpression = (text: string): boolean | undefined =>
      isExpressionAt(describeModule(text.replace('@', 'function a() {}')), text.indexOf('@'));

    assert.deepEqual(expressions.map(isExpression), expressions.map(() => true)); // biome-ignore format: one row
    assert.deepEqual(declarations.map(isExpression), declarations.map(() => false)); // biome-ignore format: one row
    assert.equal(isExpression('const b: number = @'), undefined);
  });
});
