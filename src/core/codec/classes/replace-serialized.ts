/**
 * Instances whose class says how they travel: `[Symbol.for('manyhands.serialize')]()` gives data,
 * and the class's static `[Symbol.for('manyhands.revive')](data)` makes the instance again.
 *
 * The instance itself must not be cloned (it may hold what cannot be), so everything around it is
 * copied, with an empty stand-in in its place; on the other side stand-ins are exchanged for what
 * was revived. An instance that reaches itself through its own data gets its stand-in there: it
 * does not exist yet when its data is made.
 */
import { types } from 'node:util';
import { REVIVE, SERIALIZE } from './class-symbols.ts';
import type { InstanceClass, InstanceRecord, SerializedRecord } from './class-registry.ts';
import { describeInstance } from './find-instances.ts';
import { isSelfSerializing, listParts } from './parts.ts';

export interface Replaced {
  readonly root: unknown;
  readonly instances: InstanceRecord[];
  readonly serialized: SerializedRecord[];
}

export function replaceSerialized(value: unknown, indices: ReadonlyMap<object, number>): Replaced {
  const replacer = new Replacer(indices);
  const root = replacer.copy(value);
  return { root, instances: replacer.instances, serialized: replacer.serialized };
}

class Replacer {
  readonly instances: InstanceRecord[] = [];
  readonly serialized: SerializedRecord[] = [];
  readonly #indices: ReadonlyMap<object, number>;
  readonly #copies = new Map<object, object>();

  constructor(indices: ReadonlyMap<object, number>) {
    this.#indices = indices;
  }

  copy(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    const index = this.#indices.get(Object.getPrototypeOf(value) as object);
    if (index !== undefined && isSelfSerializing(value)) {
      const stand = {};
      this.#copies.set(value, stand);
      const data = this.copy(value[SERIALIZE]());
      this.serialized.push([index, stand, data]); // after those inside `data`: they are revived first
      return stand;
    }
    return this.#copyContainer(value, index);
  }

  #copyContainer(object: object, index: number | undefined): object {
    const copy = makeEmpty(object);
    this.#copies.set(object, copy);
    if (index !== undefined) this.instances.push(describeInstance(index, object, copy));
    if (copy === object) return object;
    if (copy instanceof Map)
      for (const [key, value] of object as Map<unknown, unknown>)
        copy.set(this.copy(key), this.copy(value));
    else if (copy instanceof Set)
      for (const member of object as Set<unknown>) copy.add(this.copy(member));
    else for (const [key, value] of Object.entries(object)) define(copy, key, this.copy(value));
    return copy;
  }
}

/** Calls the classes' revive methods, inner instances first, and puts the results in place. */
export function reviveSerialized(
  root: unknown,
  records: readonly SerializedRecord[],
  classOf: (index: number) => InstanceClass,
): unknown {
  const revived = new Map<object, object>();
  for (const [index, stand, data] of records) {
    const revivingClass = classOf(index);
    const revive = Reflect.get(revivingClass, REVIVE) as (data: unknown) => object;
    revived.set(stand, revive.call(revivingClass, exchange(data, revived)));
  }
  return exchange(root, revived);
}

/** Exchanges stand-ins for revived instances, in place: all of this came off the wire just now. */
function exchange(root: unknown, revived: ReadonlyMap<object, object>): unknown {
  if (typeof root !== 'object' || root === null) return root;
  const instead = (value: unknown): unknown => revived.get(value as object) ?? value;
  const done = new Set<unknown>(revived.values());
  const seen = new Set<object>([root]);
  for (const object of seen) {
    if (revived.has(object) || done.has(object)) continue;
    for (const part of listParts(object))
      if (typeof part === 'object' && part !== null) seen.add(part);
    exchangeParts(object, instead);
  }
  return instead(root);
}

function exchangeParts(object: object, instead: (value: unknown) => unknown): void {
  if (types.isMap(object)) {
    const entries = [...object];
    object.clear();
    for (const [key, value] of entries) object.set(instead(key), instead(value));
  } else if (types.isSet(object)) {
    const members = [...object];
    object.clear();
    for (const member of members) object.add(instead(member));
  } else if (!ArrayBuffer.isView(object) && !types.isAnyArrayBuffer(object)) {
    for (const [key, value] of Object.entries(object)) {
      const other = instead(value);
      if (other !== value) define(object, key, other);
    }
  }
}

/** A container of the same kind; what is no container is its own copy. */
function makeEmpty(object: object): object {
  if (Array.isArray(object)) return new Array<unknown>(object.length);
  if (types.isMap(object)) return new Map();
  if (types.isSet(object)) return new Set();
  const isLeaf =
    ArrayBuffer.isView(object) ||
    types.isAnyArrayBuffer(object) ||
    types.isDate(object) ||
    types.isRegExp(object) ||
    types.isNativeError(object) ||
    types.isBoxedPrimitive(object);
  return isLeaf ? object : {};
}

/** Not by assignment, which would call the setter behind a key named `__proto__`. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
