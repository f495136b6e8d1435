import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isSyntaxNode,
  lexModule,
  listChildren,
  parseScript,
} from '#dist/core/codec/function/source/parser.js';

describe('parseScript', () => {
  it('reads functions that are torn from where they stood', () => {
    const texts = [
      'function around(){({m() { return super.m(this.#a); }})}',
      'function around(){(new.target)}',
      'await x',
      'return 1',
      'export const a = 1',
      '#!/usr/bin/env node\n1',
    ];

    for (const text of texts) assert.equal(parseScript(text).type, 'Program', text);
  });

  it('throws a SyntaxError for what is no script', () => {
    assert.throws(() => parseScript('const x: number = 1'), SyntaxError);
  });
});

describe('lexModule', () => {
  it('reads imports and exports, of TypeScript too', () => {
    const [imports, exports] = lexModule(
      "import { a } from './a.js'; export const b: number = a as number;",
    );

    assert.deepEqual([imports.map(({ specifier }) => specifier), exports.length], [['./a.js'], 1]);
  });
});

describe('The children of a node', () => {
  it('are all nodes directly inside it, and nothing else', () => {
    const [statement] = listChildren(parseScript('if (a) b; else { c; }'));

    assert.deepEqual(statement && listChildren(statement).map(({ type }) => type), [
      'Identifier',
      'ExpressionStatement',
      'BlockStatement',
    ]);
    assert.deepEqual([statement, null, 'a', { type: 'a' }].map(isSyntaxNode), [
      true,
      false,
      false,
      false,
    ]);
  });
});
