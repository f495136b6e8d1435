import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readLines } from '#dist/cli/inputs/lines.js';
import { collect, piecesOf } from './text-pieces.ts';

it('readLines makes a record of every line, empty ones too', async () => {
  assert.deepEqual(await collect(readLines(piecesOf('a\n\nb\n', 2))), [
    { ok: true, line: 1, value: 'a', size: 1 },
    { ok: true, line: 2, value: '', size: 0 },
    { ok: true, line: 3, value: 'b', size: 1 },
  ]);
});
