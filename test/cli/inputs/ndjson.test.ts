import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readNdjson } from '#dist/cli/inputs/ndjson.js';
import { collect, contentOf, piecesOf } from './text-pieces.ts';

describe('readNdjson', () => {
  it('makes a record of each value, and skips empty lines but counts them', async () => {
    const records = await collect(readNdjson(piecesOf('{"a":1}\n \n[2]\n', 3)));

    assert.deepEqual(records.map(contentOf), [{ a: 1 }, [2]]);
    assert.deepEqual(
      records.map(({ line }) => line),
      [1, 3],
    );
  });

  it('goes on after a line that is no JSON', async () => {
    const records = await collect(readNdjson(piecesOf('1\n{\n3')));

    assert.deepEqual(records.map(contentOf), [1, { invalid: '{' }, 3]);
  });
});
