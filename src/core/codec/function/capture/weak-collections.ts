/**
 * Weak collections of code that travels in a bundle: zod and lodash keep them. Their entries cannot be listed, but
 * nobody can ask for an entry without its key. So those entries travel whose keys travel too, as a `Map` would have
 * them; and what these entries hold may be a key in its turn.
 */
import { types } from 'node:util';
import type { CollectionNode, Slot } from '../object-nodes.ts';
import type { Table } from './describer.ts';
import type { Trail } from './refusal.ts';

export type WeakCollection = WeakMap<WeakKey, unknown> | WeakSet<WeakKey>;

export function isWeakCollection(value: unknown): value is WeakCollection {
  return types.isWeakMap(value) || types.isWeakSet(value);
}

interface Found {
  readonly index: number;
  readonly collection: WeakCollection;
  readonly node: CollectionNode;
  readonly trail: Trail | undefined;
  readonly keys: Set<WeakKey>;
  readonly entries: Slot[];
}

export class WeakCollections {
  readonly #found: Found[] = [];

  add(collection: WeakCollection, found: Pick<Found, 'index' | 'node' | 'trail'>): void {
    this.#found.push({ ...found, collection, keys: new Set(), entries: [] });
  }

  /** Takes the entries of those keys along, whose values may lead to more keys. Says whether there were any. */
  findEntries(listKeys: () => readonly WeakKey[], table: Table): boolean {
    if (this.#found.length === 0) return false;
    const keys = listKeys();
    const counts = this.#found.map((found) => findEntriesOf(found, keys, table));
    return counts.some((count) => count > 0);
  }

  /** What the collections are, once all entries are known. */
  *nodes(): Generator<[index: number, node: CollectionNode]> {
    for (const { index, node, entries } of this.#found) yield [index, { ...node, entries }];
  }
}

function findEntriesOf(found: Found, keys: readonly WeakKey[], table: Table): number {
  const { collection, trail, entries } = found;
  const isKey = types.isWeakMap(collection) ? WeakMap.prototype.has : WeakSet.prototype.has;
  const added = keys.filter((key) => !found.keys.has(key) && isKey.call(collection, key));
  for (const key of added) {
    found.keys.add(key);
    entries.push(table.slotFor(key, { from: trail, clause: 'has a key' }));
    if (!types.isWeakMap(collection)) continue;
    const value: unknown = WeakMap.prototype.get.call(collection, key);
    entries.push(table.slotFor(value, { from: trail, clause: 'has a value for a key' }));
  }
  return added.length;
}
