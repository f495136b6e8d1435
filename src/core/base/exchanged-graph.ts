/** Exchanges objects for others inside a value, in place: for values that came off the wire just now. */
import { types } from 'node:util';
import { partsOfClone, walkObjects } from './cloned-graph.ts';
import { defineField } from './define-field.ts';

/** Returns `root`, or what stands for it. What stands for others is not looked into. */
export function exchange(root: unknown, others: ReadonlyMap<object, object>): unknown {
  if (typeof root !== 'object' || root === null) return root;
  const instead = (value: unknown): unknown => others.get(value as object) ?? value;
  const done = new Set<object>(others.values());
  const objects: object[] = [];
  walkObjects([root], (object) => {
    if (others.has(object) || done.has(object)) return [];
    objects.push(object);
    return partsOfClone(object);
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
