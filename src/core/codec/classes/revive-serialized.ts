/** ON THE RECEIVING SIDE. Puts instances in the places where `replace-serialized.ts` has left stand-ins. */
import { types } from 'node:util';
import { walkObjects } from '../../base/cloned-graph.ts';
import { defineField } from './define-field.ts';
import { partsOfInstance, type SerializedRecord } from './instance-record.ts';
import { REVIVE } from './self-serializing.ts';

/** Calls the classes' revive methods, inner instances first, and puts the results in place. */
export function reviveSerialized(
  root: unknown,
  records: readonly SerializedRecord[],
  classOf: (index: number) => object,
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
  const done = new Set<object>(revived.values());
  const objects: object[] = [];
  walkObjects([root], (object) => {
    if (revived.has(object) || done.has(object)) return [];
    objects.push(object);
    return partsOfInstance(object);
  });
  for (const object of objects) exchangeParts(object, instead);
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
      if (other !== value) defineField(object, key, other);
    }
  }
}
