/** Finds the instances of registered classes in a value, without copying anything. */
import { types } from 'node:util';
import type { InstanceRecord } from './class-registry.ts';
import { isSelfSerializing, listParts } from './parts.ts';

export interface FoundInstances {
  readonly instances: InstanceRecord[];
  /** Instances of classes that serialise themselves. Their insides are their own business. */
  readonly serialized: object[];
}

export function findInstances(root: object, indices: ReadonlyMap<object, number>): FoundInstances {
  const found: FoundInstances = { instances: [], serialized: [] };
  const seen = new Set<object>([root]);
  for (const object of seen) {
    const index = indices.get(Object.getPrototypeOf(object) as object);
    if (index !== undefined && isSelfSerializing(object)) {
      found.serialized.push(object);
      continue;
    }
    if (index !== undefined) found.instances.push(describeInstance(index, object));
    for (const part of listParts(object)) {
      if (typeof part === 'object' && part !== null) seen.add(part); // the loop goes on to it
    }
  }
  return found;
}

/** Structured clone copies the properties of ordinary objects and arrays, but not those of others. */
export function describeInstance(
  index: number,
  object: object,
  copy: object = object,
): InstanceRecord {
  const losesProperties =
    types.isMap(object) ||
    types.isSet(object) ||
    types.isNativeError(object) ||
    types.isDate(object);
  return losesProperties && Object.keys(object).length > 0
    ? [index, copy, Object.fromEntries(Object.entries(object))]
    : [index, copy];
}
