import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  readList,
  readPattern,
  tryFunction,
} from '#dist/core/codec/function/source/simple-expressions.js';
import { Scope } from '#dist/core/codec/function/source/simple-scope.js';
import { readTokens } from '#dist/core/codec/function/source/simple-tokens.js';
import { TokenCursor } from '#dist/core/codec/function/source/token-cursor.js';

/** A body is stepped over. */
function cursorOf(text: string): TokenCursor {
  return new TokenCursor(readTokens(text) ?? [], (cursor) => {
    while (!cursor.accept('}')) cursor.next();
  });
}

function usedIn(text: string): string {
  const scope = new Scope();
  const cursor = cursorOf(text);
  readList(cursor, scope);
  return [...scope.used].join('') + (cursor.isAtEnd ? '' : '…');
}

describe('A reader of expressions', () => {
  it('finds the variables that are used, and not the names of members and keys', () => {
    const texts = ['a.b[c](d, ...e)', '{ a, b: c, [d]: e, f = g }', '!a ? b : c', '`${a}`, b', 'new a(b)']; // biome-ignore format: one row

    assert.deepEqual(texts.map(usedIn), ['acde', 'acdefg', 'abc', 'ab', 'ab']);
  });

  it('ends where a statement does, and behind the body of an arrow function', () => {
    assert.deepEqual(['a\nb', '() => {}\n(a)', 'a; b'].map(usedIn), ['a…', '…', 'a…']);
  });

  it('tells functions from what only begins like one', () => {
    const kinds = ['(a) => b', 'async a => b', 'function () {}', 'async function f() {}', '(a)', 'async(a)'].map((text) => tryFunction(cursorOf(text), new Scope())); // biome-ignore format: one row

    assert.deepEqual(kinds, ['arrow', 'arrow', 'function', 'function', undefined, undefined]);
  });

  it('finds the names that a pattern declares, and those that its keys and defaults use', () => {
    const [declaring, scope] = [new Scope(), new Scope()];

    readPattern(cursorOf('{ a, b: [c, , d = e], [f]: g = h, ...i } = j'), declaring, scope);

    assert.equal([...declaring.declared].join(''), 'acdgi');
    assert.equal([...scope.used].join(''), 'efhj');
  });
});
