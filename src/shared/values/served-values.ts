/**
 * Served objects (`base/served.ts`) inside of values. Structured clone refuses them; only then is a value looked
 * through, and copied as far as it leads to one, with an empty object in its place and its handle beside:
 *
 *    { lock, rows }   ──►   { root: { lock: {}, rows }, served: [[ that {}, handle ]], module }
 *
 * On the other side this room may have to be loaded first: see `core/wire/unrevived-list.ts`.
 */
import { types } from 'node:util';
import { contentOf, partsOf, walkObjects } from '../../core/base/cloned-graph.ts';
import { defineField } from '../../core/base/define-field.ts';
import { exchange } from '../../core/base/exchanged-graph.ts';
import { findShared } from '../../core/base/shared-memory.ts';
import {
  HANDLE,
  isServed,
  type PackedLists,
  type PackedServed,
  type Place,
} from '../../core/base/served.ts';

type Lists = PackedLists['lists'];

/** `lists` with packed values where a served object is in them; `undefined` if there is none. */
export function packServed(lists: Lists, module: string): PackedLists | undefined {
  const places: Place[] = [];
  const packed = lists.map((values, list) =>
    Array.from(values, (value, at) => {
      const instead = pack(value, module);
      if (instead !== undefined) places.push([list, at]);
      return instead ?? value;
    }),
  );
  return places.length === 0 ? undefined : { lists: packed, places };
}

function pack(value: unknown, module: string): PackedServed | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const way = findWay(value);
  if (way === undefined) return undefined;
  const copying = new Copying(way);
  return { root: copying.copy(value), served: copying.served, module };
}

/** The served objects in reach of `root`, and all objects that lead to one; `undefined` if there is none. */
function findWay(root: object): ReadonlySet<object> | undefined {
  const holders = new Map<object, object[]>();
  const way = new Set<object>();
  walkObjects([root], (object) => {
    if (hasHandle(object)) way.add(object);
    const parts = way.has(object) || isLeaf(object) ? [] : [...partsOf(object)];
    for (const part of parts) {
      if (typeof part !== 'object' || part === null) continue;
      const known = holders.get(part);
      if (known === undefined) holders.set(part, [object]);
      else known.push(object);
    }
    return parts;
  });
  for (const object of way) for (const holder of holders.get(object) ?? []) way.add(holder); // grows while it is read
  return way.size === 0 ? undefined : way;
}

/** Served objects have a method for it; views of shared memory have it in their memory. */
function hasHandle(object: object): boolean {
  return isServed(object) || findShared(object)?.handle !== undefined;
}

function handleOf(object: object): unknown {
  return isServed(object) ? object[HANDLE]() : findShared(object)?.handle?.();
}

/** What is no container stays as it is; what is in an error is for structured clone to refuse. */
function isLeaf(object: object): boolean {
  return (
    types.isNativeError(object) ||
    types.isDate(object) ||
    types.isRegExp(object) ||
    types.isBoxedPrimitive(object) ||
    contentOf(object) === 'nothing'
  );
}

class Copying {
  readonly served: [object, unknown][] = [];
  readonly #way: ReadonlySet<object>;
  readonly #copies = new Map<object, object>();

  constructor(way: ReadonlySet<object>) {
    this.#way = way;
  }

  copy(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || !this.#way.has(value)) return value;
    return this.#copies.get(value) ?? this.#copyObject(value);
  }

  #copyObject(object: object): object {
    if (hasHandle(object)) return this.#standFor(object);
    const copy = makeEmpty(object);
    this.#copies.set(object, copy);
    if (copy instanceof Map)
      for (const [key, value] of object as ReadonlyMap<unknown, unknown>)
        copy.set(this.copy(key), this.copy(value));
    else if (copy instanceof Set)
      for (const member of object as ReadonlySet<unknown>) copy.add(this.copy(member));
    else
      for (const [key, value] of Object.entries(object)) defineField(copy, key, this.copy(value));
    return copy;
  }

  #standFor(object: object): object {
    const stand = {};
    this.#copies.set(object, stand);
    this.served.push([stand, handleOf(object)]);
    return stand;
  }
}

function makeEmpty(object: object): object {
  if (Array.isArray(object)) return new Array<unknown>(object.length);
  if (types.isMap(object)) return new Map<unknown, unknown>();
  return types.isSet(object) ? new Set<unknown>() : {};
}

/** Puts the objects of handles where their stand-ins are. */
export function unpackServed(
  { root, served }: PackedServed,
  revive: (handle: unknown) => object,
): unknown {
  return exchange(root, new Map(served.map(([stand, handle]) => [stand, revive(handle)])));
}
