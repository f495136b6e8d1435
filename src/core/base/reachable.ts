/** All values that structured clone would meet in `roots`; for an array over memory, that memory. */
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

/** What structured clone would look at next. */
function partsOf(value: object): Iterable<unknown> {
  if (ArrayBuffer.isView(value)) return [];
  if (value instanceof Map) return (value as Map<unknown, unknown>).entries(); // pairs come apart next
  if (value instanceof Set) return value as Set<unknown>;
  return Object.values(value) as unknown[];
}
