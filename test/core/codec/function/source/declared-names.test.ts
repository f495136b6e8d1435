import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  collectBlockFunctionNames,
  collectLexicalNames,
  collectPatternNames,
  collectVarNames,
  isDeclaredStrict,
} from '#dist/core/codec/function/source/declared-names.js';
import { parseScript, type SyntaxNode } from '#dist/core/codec/function/source/parser.js';

function statements(text: string): SyntaxNode[] {
  return parseScript(text).body as SyntaxNode[];
}

describe('The names of a pattern', () => {
  const PATTERNS: readonly (readonly [pattern: string, names: string[]])[] = [
    ['a', ['a']],
    ['{ a, b: c, [d]: e }', ['a', 'c', 'e']],
    ['[a, , b = c, ...d]', ['a', 'b', 'd']],
    ['{ a: [b, { c = 1 }], ...d }', ['b', 'c', 'd']],
  ];
  for (const [pattern, names] of PATTERNS) {
    it(`are those that it binds: ${pattern}`, () => {
      const { expression } = statements(`(${pattern}) => x`)[0] as unknown as {
        expression: { params: SyntaxNode[] };
      };

      assert.deepEqual(expression.params.flatMap(collectPatternNames), names);
    });
  }

  it('are none where it assigns to a member', () => {
    const { expression } = statements('[a.b, c] = x')[0] as unknown as {
      expression: { left: SyntaxNode };
    };

    assert.deepEqual(collectPatternNames(expression.left), ['c']);
  });
});

describe('The lexical names of a block', () => {
  it('are those of let, const, classes and functions directly in it', () => {
    const text = 'let a; const { b } = x; class C {} function d() {} var e; { let f; }';

    assert.deepEqual(collectLexicalNames(statements(text)), ['a', 'b', 'C', 'd']);
  });

  it('are exported ones too', () => {
    const text = 'export const a = 1; export function b() {} export default class {} export { c };';

    assert.deepEqual(collectLexicalNames(statements(text)), ['a', 'b']);
  });
});

describe('The var names of a function', () => {
  it('come out of every statement, and of no function inside', () => {
    const text = `
      var a; if (x) var b; else { var c; } for (var d of y) {} for (var e = 0; ; ) { var f; }
      try { var g; } catch { var h; } finally { var i; } switch (x) { case 1: var j; }
      label: while (x) var k; (function () { var no; }); let neither;`;

    assert.deepEqual(collectVarNames(parseScript(text)), [...'abcdefghijk']);
  });
});

describe('Functions in blocks', () => {
  it('are names of the function around them, unless a `let` stands in between', () => {
    const body = parseScript(
      '{ function a() {} { let b; { function b() {} } } async function c() {} }',
    );

    assert.deepEqual(collectBlockFunctionNames(body), ['a']);
  });
});

describe('A script', () => {
  it('is declared strict by its first statements', () => {
    const texts = ["'use strict'; a", "'other'; 'use strict'", "a; 'use strict'", "('use strict')"];

    assert.deepEqual(
      texts.map((text) => isDeclaredStrict(parseScript(text))),
      [true, true, false, false],
    );
  });
});
