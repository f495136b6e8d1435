import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCsv } from '#dist/cli/inputs/csv.js';
import { collect, contentOf, piecesOf } from './text-pieces.ts';

describe('readCsv', () => {
  it('finds the same rows in whatever pieces the text comes', async () => {
    const text = 'a,b\n1,"x\ny"\n2,"say ""no"""\n';
    for (let size = 1; size <= text.length; size += 1) {
      const records = await collect(readCsv(piecesOf(text, size), ','));

      assert.deepEqual(records.map(contentOf), [
        { a: '1', b: 'x\ny' },
        { a: '2', b: 'say "no"' },
      ]);
    }
  });

  it('keeps good and bad rows in order', async () => {
    const records = await collect(readCsv(piecesOf('a,b\n1,2\n3\n4,5\n'), ','));

    assert.deepEqual(records.map(contentOf), [
      { a: '1', b: '2' },
      { invalid: '3' },
      { a: '4', b: '5' },
    ]);
  });

  it('takes a quote in TSV for a character', async () => {
    const records = await collect(readCsv(piecesOf('a\tb\n"1\t2\n'), '\t'));

    assert.deepEqual(records.map(contentOf), [{ a: '"1', b: '2' }]);
  });
});
