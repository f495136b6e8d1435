/** All objects that structured clone would visit from `roots`; for a view of a buffer, its buffer. */
export function reachableFrom(roots: ArrayLike<unknown>): Set<unknown> {
  const found = new Set<unknown>();
  const seen = new Set<unknown>();
  const waiting: unknown[] = Array.from(roots);
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    found.add(ArrayBuffer.isView(value) ? value.buffer : value);
    for (const part of partsOf(value)) waiting.push(part); // a spread could exceed the stack
  }
  return found;
}

/** The values that structured clone visits next. */
function partsOf(value: object): Iterable<unknown> {
  if (ArrayBuffer.isView(value)) return [];
  if (value instanceof Map) return (value as Map<unknown, unknown>).entries(); // pairs are arrays, and are visited next
  if (value instanceof Set) return value as Set<unknown>;
  return Object.values(value) as unknown[];
}
