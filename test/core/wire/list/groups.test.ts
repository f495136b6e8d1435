import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ByteReader, ByteWriter } from '#dist/core/wire/bytes.js';
import { GROUPS, type Groups } from '#dist/core/wire/list/groups.js';
import { readItems, writeList } from '#dist/core/wire/list/kinds.js';
import { UnbuiltItems } from '#dist/core/wire/list/unbuilt-items.js';
import { many, packed } from './many.ts';

/** Rows of four kinds, of which those with `every` are rare. */
function rows(length: number, every: number): unknown[] {
  return many((id) => {
    if (id % every === 1) return { id, name: `n${id}`, at: { x: id } };
    return [{ id }, null, undefined, {}, [id, `t${id}`]][id % 5];
  }, length);
}

function read(values: readonly unknown[]): unknown {
  const out = new ByteWriter();
  writeList(out, values);
  assert.equal(out.remainder.length, 0, 'some of it was left to structured clone');
  return readItems(new ByteReader(Buffer.from(out.view()), 0));
}

describe('values of several kinds', () => {
  it('are a list for each kind, and the number of the list of each value', () => {
    const { kind, packed: groups } =
      packed([{ a: 1 }, null, 7, { b: 2 }, undefined, {}, { a: 3 }]) ?? {};

    assert.equal(kind, GROUPS);
    const { codes, lists } = groups as Groups;
    assert.deepEqual([...codes], [3, 1, 4, 5, 0, 2, 3]);
    assert.equal(lists.length, 3);
    assert.deepEqual(lists[1], [7]);
  });

  it('arrive, be they many or few', () => {
    for (const every of [2, 3, 50]) {
      const few = rows(100, every);
      assert.deepEqual(read(few), few);
    }
  });

  it('are built some at a time, in any order', () => {
    for (const every of [2, 700]) {
      const all = rows(5_000, every);
      const items = read(all);

      assert.ok(items instanceof UnbuiltItems);
      for (const at of [4_000, 701, 0, 4_999]) assert.deepEqual(items.at(at), all[at]);
      assert.deepEqual(items.first(), all[0]);
      assert.deepEqual(items.build(3_000, 3_010), all.slice(3_000, 3_010));
      assert.deepEqual(items.buildAll(), all);
    }
  });

  it('that have no properties are different objects', () => {
    const [a, b] = read(many(() => ({}))) as object[];

    assert.deepEqual(a, {});
    assert.notEqual(a, b);
  });
});
