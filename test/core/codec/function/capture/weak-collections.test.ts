import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CollectionNode } from '#dist/core/codec/function/object-nodes.js';
import { WeakCollections } from '#dist/core/codec/function/capture/weak-collections.js';
import { FakeTable } from './fake-table.js';

const node = (type: CollectionNode['type']): CollectionNode => ({
  ...{ kind: 'collection', type, entries: [], properties: [], integrity: 0 },
});

describe('A weak collection', () => {
  it('travels with the entries whose keys travel', () => {
    const [known, unknown, value] = [{}, {}, {}];
    const map = new WeakMap<WeakKey, unknown>([[known, value], [unknown, 1]]); // biome-ignore format: one row
    const set = new WeakSet([known, unknown]);
    const table = new FakeTable();
    const weak = new WeakCollections();
    weak.add(map, { index: 7, node: node('WeakMap'), trail: undefined });
    weak.add(set, { index: 8, node: node('WeakSet'), trail: undefined });

    const found = weak.findEntries(() => [known, value], table);

    const at = (one: object): number => table.values.indexOf(one);
    assert.equal(found, true);
    assert.deepEqual([...weak.nodes()], [
      [7, { ...node('WeakMap'), entries: [at(known), at(value)] }],
      [8, { ...node('WeakSet'), entries: [at(known)] }],
    ]); // biome-ignore format: one row each
    assert.deepEqual(table.ways, ['has a key', 'has a value for a key']);
  });

  it('has each entry once, however often its key is found', () => {
    const [first, second] = [{}, () => 1];
    const set = new WeakSet([first, second]);
    const table = new FakeTable();
    const weak = new WeakCollections();
    weak.add(set, { index: 0, node: node('WeakSet'), trail: undefined });

    const found = [[first], [first, second], [first, second]].map((keys) =>
      weak.findEntries(() => keys, table),
    );

    assert.deepEqual(found, [true, true, false]);
    assert.deepEqual([...weak.nodes()][0]?.[1].entries, [0, 1]);
  });

  it('is asked with the methods of the language, whatever its class makes of them', () => {
    const key = {};
    class Odd extends WeakMap<WeakKey, unknown> {
      override has = (): boolean => assert.fail();
      override get = (): unknown => assert.fail();
    }
    const table = new FakeTable();
    const weak = new WeakCollections();
    weak.add(new Odd([[key, 5]]), { index: 0, node: node('WeakMap'), trail: undefined });

    assert.equal(
      weak.findEntries(() => [key], table),
      true,
    );
    assert.deepEqual([...weak.nodes()][0]?.[1].entries, [0, [5]]);
  });
});
