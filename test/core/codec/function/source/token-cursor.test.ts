import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Scope } from '#dist/core/codec/function/source/simple-scope.js';
import { readTokens } from '#dist/core/codec/function/source/simple-tokens.js';
import { TokenCursor, UNKNOWN } from '#dist/core/codec/function/source/token-cursor.js';

function cursorOf(text: string, read: (cursor: TokenCursor, block: Scope) => void = () => {}) {
  return new TokenCursor(readTokens(text) ?? [], read);
}

describe('A cursor', () => {
  it('steps over tokens, and looks at those behind', () => {
    const cursor = cursorOf('(a) => b');

    assert.ok(cursor.isBehindBracket('=>', 0) && cursor.isNext('a', 1));
    assert.ok(cursor.accept('(') && !cursor.accept('('));
    assert.equal(cursor.name(), 'a');
    assert.deepEqual([cursor.next().text, cursor.next().text, cursor.next().text], [')', '=>', 'b']); // biome-ignore format: one row
    assert.ok(cursor.isAtEnd);
  });

  it('gives up at what is not there, is no variable, or is too deep', () => {
    const deep = (cursor: TokenCursor): void => cursor.deeper(() => deep(cursor));

    for (const act of [
      () => cursorOf('').next(),
      () => cursorOf('a').expect('b'),
      () => cursorOf('this').name(),
      () => cursorOf('1').name(),
      () => deep(cursorOf('')),
    ])
      assert.throws(act, (error) => error === UNKNOWN);
  });

  it('knows whether it is in an asynchronous function', () => {
    const cursor = cursorOf('');
    const seen: boolean[] = [];

    cursor.inFunction(true, () => {
      seen.push(cursor.isAsync);
      cursor.inFunction(false, () => seen.push(cursor.isAsync));
      seen.push(cursor.isAsync);
    });

    assert.deepEqual([...seen, cursor.isAsync], [true, false, true, false]);
  });

  it('leaves blocks to whoever can read them', () => {
    const block = new Scope();
    const read: unknown[] = [];
    const cursor = cursorOf('', (...given) => read.push(...given));

    cursor.readBlock(block);

    assert.deepEqual(read, [cursor, block]);
  });
});
