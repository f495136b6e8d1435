import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readJsonArray } from '#dist/cli/inputs/json-array.js';
import { collect, contentOf, piecesOf } from './text-pieces.ts';

describe('readJsonArray', () => {
  it('makes a record of each element, in whatever pieces the text comes', async () => {
    const text = ' [1, {"a": [2]}, "x", null]';
    for (let size = 2; size <= text.length; size += 1) {
      const records = await collect(readJsonArray(piecesOf(text, size)));

      assert.deepEqual(records.map(contentOf), [1, { a: [2] }, 'x', null], `${size}`);
    }
  });

  it('refuses what is no array, and says what to do', async () => {
    await assert.rejects(collect(readJsonArray(piecesOf('{"a":1}'))), {
      name: 'BrokenRunError',
      message: /must begin with '\['\n.*ndjson/,
    });
  });

  it('ends at a syntax error, and at an array that does not end', async () => {
    for (const text of ['[1 2]', '[1, 2']) {
      await assert.rejects(collect(readJsonArray(piecesOf(text))), /the JSON array is broken/);
    }
  });
});
