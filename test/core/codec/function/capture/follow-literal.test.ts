import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { followLiteral } from '#dist/core/codec/function/capture/follow-literal.js';
import { parseScript, type SyntaxNode } from '#dist/core/codec/function/source/parser.js';

function kindOf(text: string, ...keys: PropertyKey[]): string {
  const [statement] = parseScript(`(${text})`).body as SyntaxNode[];
  const steps = keys.map((key) => ({ from: undefined, clause: '', key }));
  return followLiteral(statement?.expression as SyntaxNode, {}, steps).kind;
}

describe('The way through a literal ends', () => {
  const ENDS: readonly (readonly [text: string, keys: PropertyKey[], kind: string])[] = [
    ['z.object()', [], 'made'],
    ['new Map()', ['x'], 'made'],
    ['{ a: [1, f()] }', ['a', '1'], 'made'],
    ['{ ...rest }', ['a'], 'made'],
    ['[...rest]', ['0'], 'made'],
    ['{ a }', ['a'], 'name'],
    ['{ a: () => 1 }', ['a'], 'code'],
    ['{ a() {} }', ['a'], 'code'],
    ['{ get a() { return 1 } }', ['a'], 'code'],
    ['class {}', [], 'code'],
    ['{}', ['a'], 'nowhere'],
    ['[]', ['0'], 'nowhere'],
    ['{ a: 1 }', ['a'], 'nowhere'],
  ];
  for (const [text, keys, kind] of ENDS) {
    it(`with '${kind}' in ${text}`, () => assert.equal(kindOf(text, ...keys), kind));
  }
});
