/**
 * Which of the objects that a caller wants moved are in some items.
 *
 * The caller names them for the whole call, but each chunk may only move its own: what is named in a
 * message is gone from here, whether the message contains it or not.
 */
import { reachableFrom } from '../base/reachable.ts';
import type { Transferable } from '../base/transferable.ts';
import { type BuiltItems, NumberRange } from '../wire/list/number-range.ts';
import { isDetached } from '../base/views.ts';

/**
 * Those of `wanted` that can be reached from `items`, in the order of `wanted`. Throws if one of them is gone: it would
 * arrive empty, or in a message that nobody can read.
 */
export function transferablesIn(
  items: BuiltItems,
  wanted: readonly Transferable[],
): Transferable[] {
  if (items instanceof NumberRange) return []; // of no objects
  const found = reachableFrom(items);
  const moved: Transferable[] = [];
  for (let i = 0; i < wanted.length; i += 1) {
    const object = wanted[i]; // `filter` of a subclass would make another of its kind
    if (object !== undefined && found.has(object)) moved.push(object);
  }
  if (moved.some(isDetached)) throw new Error('a buffer in it has been transferred before');
  return moved;
}
