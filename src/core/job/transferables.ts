/**
 * Which of the objects that a caller wants moved are in some items.
 *
 * The caller names them for the whole call, but each chunk may only move its own: what is named in a
 * message is gone from here, whether the message contains it or not.
 */
import { reachableFrom } from '../base/reachable.ts';
import type { Transferable } from '../base/transferable.ts';

/** Those of `wanted` that can be reached from `items`, in the order of `wanted`. */
export function transferablesIn(
  items: ArrayLike<unknown>,
  wanted: readonly Transferable[],
): Transferable[] {
  const found = reachableFrom(items);
  return wanted.filter((object) => found.has(object));
}
