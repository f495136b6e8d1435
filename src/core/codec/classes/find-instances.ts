/** Finds the instances of registered classes in a value, without copying anything. */
import { partsOfClone, walkObjects } from '../../base/cloned-graph.ts';
import { type InstanceRecord, recordInstance } from './instance-record.ts';
import { isSelfSerializing } from './self-serializing.ts';

export interface FoundInstances {
  readonly instances: readonly InstanceRecord[];
  /** Instances of classes that serialise themselves. Their insides are their own business. */
  readonly serialized: readonly object[];
}

/** @param indices the prototypes of the classes, and their places in the list of classes */
export function findInstances(root: object, indices: ReadonlyMap<object, number>): FoundInstances {
  const instances: InstanceRecord[] = [];
  const serialized: object[] = [];
  walkObjects([root], (object) => {
    const index = indices.get(Object.getPrototypeOf(object) as object);
    if (index !== undefined && isSelfSerializing(object)) {
      serialized.push(object);
      return [];
    }
    if (index !== undefined) instances.push(recordInstance(index, object));
    return partsOfClone(object);
  });
  return { instances, serialized };
}
