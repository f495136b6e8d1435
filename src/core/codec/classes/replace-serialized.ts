/**
 * ON THE SENDING SIDE. Instances whose class says how they travel: `[Symbol.for('manyhands.serialize')]()`
 * gives data, and the class's static `[Symbol.for('manyhands.revive')](data)` makes the instance again.
 *
 * The instance itself must not be cloned (it may hold what cannot be), so everything around it is
 * copied, with an empty stand-in in its place; on the other side `revive-serialized.ts` exchanges
 * stand-ins for what was revived. An instance that reaches itself through its own data gets its
 * stand-in there: it does not exist yet when its data is made.
 */
import { types } from 'node:util';
import { defineField } from '../../base/define-field.ts';
import { isServed } from '../../base/served.ts';
import { type InstanceRecord, recordInstance, type SerializedRecord } from './instance-record.ts';
import { isSelfSerializing, SERIALIZE } from './self-serializing.ts';

export interface Replaced {
  readonly root: unknown;
  readonly instances: readonly InstanceRecord[];
  readonly serialized: readonly SerializedRecord[];
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
    if (index !== undefined) this.instances.push(recordInstance(index, object, copy));
    if (copy === object) return object;
    if (copy instanceof Map)
      Map.prototype.forEach.call(object, (value: unknown, key: unknown) => {
        copy.set(this.copy(key), this.copy(value));
      });
    else if (copy instanceof Set)
      Set.prototype.forEach.call(object, (member: unknown) => copy.add(this.copy(member)));
    else
      for (const [key, value] of Object.entries(object)) defineField(copy, key, this.copy(value));
    return copy;
  }
}

/** A container of the same kind; what is no container is its own copy. */
function makeEmpty(object: object): object {
  if (Array.isArray(object)) return new Array<unknown>(object.length);
  if (types.isMap(object)) return new Map();
  if (types.isSet(object)) return new Set();
  const isLeaf =
    isServed(object) ||
    ArrayBuffer.isView(object) ||
    types.isAnyArrayBuffer(object) ||
    types.isDate(object) ||
    types.isRegExp(object) ||
    types.isNativeError(object) ||
    types.isBoxedPrimitive(object);
  return isLeaf ? object : {};
}
