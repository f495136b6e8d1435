import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ByteReader, ByteWriter } from '#dist/core/wire/bytes.js';
import { readList, writeArguments } from '#dist/core/wire/list/kinds.js';

function through(tuples: readonly unknown[]): { readonly read: unknown; readonly cloned: number } {
  const out = new ByteWriter();
  writeArguments(out, tuples);
  const cloned = out.remainder.length;
  const read = cloned > 0 ? undefined : readList(new ByteReader(Buffer.from(out.view()), 0));
  return { read, cloned };
}

describe('tuples', () => {
  it('of simple values need no structured clone', () => {
    for (const tuples of [
      [[1, 'a', null]],
      [
        [1, 2],
        [3, 4],
      ],
      Array.from({ length: 100 }, (_, at) => [at, at / 2, -at]),
    ])
      assert.deepEqual(through(tuples), { read: tuples, cloned: 0 });
  });

  it('keep the place of a hole', () => {
    const { read } = through([
      [1, , 3],
      [4, 5, 6],
      [7, 8, 9],
    ]);

    assert.deepEqual(read, [
      [1, undefined, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]);
  });

  it('of objects, of different lengths, and what is no list, are left to structured clone', () => {
    for (const tuples of [[[new Map()]], [[undefined], [1, 2]], [new Set([1])]])
      assert.equal(through(tuples).cloned, 1);
  });

  it('of different lengths, of none, or of small objects arrive as well', () => {
    for (const tuples of [[[{ a: 1 }]], [[1], [1, 2]], [[]], [[], []]])
      assert.deepEqual(through(tuples), { read: tuples, cloned: 0 });
  });

  it('are looked at once: what an index gives is what is sent', () => {
    let reads = 0;
    const tuple = Object.defineProperty([0, 1], 0, { get: () => (reads += 1) });

    assert.deepEqual(through([tuple]).read, [[1, 1]]);
    assert.equal(reads, 1);
  });
});
