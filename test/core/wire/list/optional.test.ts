import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ByteReader, ByteWriter } from '#dist/core/wire/bytes.js';
import { readItems, writeList } from '#dist/core/wire/list/kinds.js';
import { marksOf } from '#dist/core/wire/list/optional.js';
import { UnbuiltItems } from '#dist/core/wire/list/unbuilt-items.js';

interface Row {
  readonly id: number;
  readonly parent: { readonly id: number; readonly name?: string } | null | undefined;
}

function rows(length: number, isThere: (id: number) => boolean): Row[] {
  return Array.from({ length }, (_, id) => ({
    id,
    parent: isThere(id) ? { id: id - 1, name: `n${id}` } : [null, undefined][id % 2],
  }));
}

function read(values: readonly unknown[]): unknown {
  const out = new ByteWriter();
  writeList(out, values);
  assert.equal(out.remainder.length, 0, 'some of it was left to structured clone');
  return readItems(new ByteReader(Buffer.from(out.view()), 0));
}

describe('objects some of which are missing', () => {
  it('are marked as what they are', () => {
    assert.deepEqual(marksOf([null, {}, undefined, []]), [null, true, undefined, true]);
  });

  it('arrive, be they many or few', () => {
    for (const every of [2, 3, 50]) {
      const few = rows(100, (id) => id % every === 1);
      assert.deepEqual(read(few), few);
    }
  });

  it('are built with the rows that have them, in any order', () => {
    for (const every of [2, 700]) {
      const many = rows(5_000, (id) => id % every === 1);
      const items = read(many);

      assert.ok(items instanceof UnbuiltItems);
      assert.deepEqual(items.at(4_000), many[4_000]);
      assert.deepEqual(items.at(701), many[701]);
      assert.deepEqual(items.first(), many[0]);
      assert.deepEqual(items.buildAll(), many);
    }
  });
});
