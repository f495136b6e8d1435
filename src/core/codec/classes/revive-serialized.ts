/** ON THE RECEIVING SIDE. Puts instances in the places where `replace-serialized.ts` has left stand-ins. */
import { exchange } from '../../base/exchanged-graph.ts';
import type { SerializedRecord } from './instance-record.ts';
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
