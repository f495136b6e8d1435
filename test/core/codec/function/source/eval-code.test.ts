import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEvalCode } from '#dist/core/codec/function/source/eval-code.js';
import { parseScript, type SyntaxNode } from '#dist/core/codec/function/source/parser.js';

const read = (text: string): unknown => {
  const [statement] = parseScript(text).body as SyntaxNode[];
  const code = readEvalCode(statement?.expression as SyntaxNode);
  return Array.isArray(code) ? code.map(({ type }) => type) : code;
};

describe('The code of a call of eval', () => {
  it('is known if it is written there', () => {
    assert.deepEqual(read("eval('{ a }\\n//# sourceURL=b')"), ['BlockStatement']);
    assert.deepEqual(read("eval('')"), []);
  });

  it('is unknown if it is not, or cannot be read', () => {
    const texts = [
      'eval(a)',
      'eval(`${a}`)',
      'eval()',
      'eval(...a)',
      "eval('a +')",
      "eval('a' + b)",
    ];

    assert.deepEqual(texts.map(read), texts.map(() => 'unknown')); // biome-ignore format: one row
  });

  it('is none of another function', () => {
    const texts = ["f('a')", "(0, eval)('a')", "x.eval('a')", "eval.call(null, 'a')"];

    assert.deepEqual(texts.map(read), texts.map(() => undefined)); // biome-ignore format: one row
  });
});
