import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readChain } from '#dist/core/codec/function/source/member-chain.js';
import { parseScript, type SyntaxNode } from '#dist/core/codec/function/source/parser.js';

function chainOf(text: string): string | undefined {
  const [statement] = parseScript(text).body as SyntaxNode[];
  const chain = readChain(statement?.expression as SyntaxNode);
  return chain && [chain.root, ...chain.members].join(' ');
}

describe('A chain of members', () => {
  it('begins at a variable and goes on by plain names', () => {
    assert.equal(chainOf('a.b.c'), 'a b c');
  });

  it('is none if a key is computed or private, or if it begins at something else', () => {
    assert.deepEqual(['a[b].c', 'a().b', 'this.a'].map(chainOf), [undefined, undefined, undefined]);
  });
});
