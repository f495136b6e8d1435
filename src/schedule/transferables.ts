/**
 * Which of the objects that a caller wants moved are in some items.
 *
 * The caller names them for the whole call, but each chunk may only move its own: what is named in a
 * message is gone from here, whether the message contains it or not.
 */
import type { Transferable } from '../base/transferable.ts';

/** Those of `wanted` that can be reached from `items`, in the order of `wanted`. */
export function transferablesIn(
  items: ArrayLike<unknown>,
  wanted: readonly Transferable[],
): Transferable[] {
  const found = new Set<unknown>();
  const seen = new Set<unknown>();
  const waiting: unknown[] = Array.from(items);
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    found.add(ArrayBuffer.isView(value) ? value.buffer : value);
    for (const part of partsOf(value)) waiting.push(part); // a spread could exceed the stack
  }
  return wanted.filter((object) => found.has(object));
}

/** What structured clone would look at next. */
function partsOf(value: object): Iterable<unknown> {
  if (ArrayBuffer.isView(value)) return [];
  if (value instanceof Map) return (value as Map<unknown, unknown>).entries(); // pairs come apart next
  if (value instanceof Set) return value as Set<unknown>;
  return Object.values(value) as unknown[];
}
