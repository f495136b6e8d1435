import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTokens } from '#dist/core/codec/function/source/simple-tokens.js';

function cut(text: string): string | undefined {
  return readTokens(text)
    ?.map(({ kind, text: own }) => (kind === 'name' || kind === 'mark' ? own : kind))
    .join(' ');
}

describe('A text is cut into tokens', () => {
  const CUT: readonly (readonly [text: string, tokens: string])[] = [
    ['a // b\n/* c\n*/ + $d_1', 'a + $d_1'],
    ["'a\\'b' \"c\\\nd\"", 'literal literal'],
    ['1_0.5e-3 + .5 + 0xFFn + 1..a', 'literal + literal + literal + literal . a'],
    ['a?.5:b?.c', 'a ? literal : b ?. c'],
    ['a >>>= b ** c ?? d', 'a >>>= b ** c ?? d'],
    ['`a${b}c${`d`}`', 'template ${ b }$ template ${ template }$ template'],
    ['`\\`$ \\${a}`', 'template'],
    ['a / b / c', 'a / b / c'],
    ['(a) / b / c', '( a ) / b / c'],
    ['if (a) /b/.c', 'if ( a ) literal . c'],
    ['return /[/\\]]\\//gi', 'return literal'],
    ['[/a/, b[0] / 1]', '[ literal , b [ literal ] / literal ]'],
  ];
  for (const [text, tokens] of CUT) it(text, () => assert.equal(cut(text), tokens));

  it('with the bracket that closes each, and the lines they are on', () => {
    const tokens = readTokens('f(a, [b]\n)') ?? [];

    assert.deepEqual(tokens.map(({ end }) => end), [-1, 7, -1, -1, 6, -1, -1, -1]); // biome-ignore format: one row
    assert.deepEqual(tokens.filter(({ isOnNewLine }) => isOnNewLine).map(({ text }) => text), [')']); // biome-ignore format: one row
  });

  it('only if each is certain', () => {
    const uncertain = [
      ...['{} / a', 'a++ / b', 'a.in / b', 'for await (a) /b/', 'of / a / b', '/[[a]]/v', '/ a'],
      ...['ä', '\\u0061', '#a', 'a\u00a0b', '@a', '(a]', '(', ')', '`a${b', 'a <!-- b', 'a --> b'],
    ];

    assert.deepEqual(uncertain.map(cut), uncertain.map(() => undefined)); // biome-ignore format: one row
  });
});
