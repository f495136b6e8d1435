import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { splitLines } from '#dist/cli/inputs/split-lines.js';
import { piecesOf } from './text-pieces.ts';

async function linesOf(text: string, size: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const some of splitLines(piecesOf(text, size)))
    lines.push(...some.map((line) => (typeof line === 'string' ? line : line.head)));
  return lines;
}

describe('splitLines', () => {
  it('finds the same lines in whatever pieces the text comes', async () => {
    const text = 'one\r\n\ntwo\nthree';
    for (let size = 1; size <= text.length; size += 1) {
      assert.deepEqual(await linesOf(text, size), ['one', '', 'two', 'three'], `${size}`);
    }
  });

  it('makes no empty line of the last newline, nor of no text', async () => {
    assert.deepEqual(await linesOf('one\n', 2), ['one']);
    assert.deepEqual(await linesOf('', 1), []);
  });
});
