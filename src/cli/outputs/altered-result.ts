/** Whether JSON has no text for something in a result, and `JSON.stringify` writes something else without a word. */
export function isAltered(value: unknown, depth = 0): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Map || value instanceof Set) return true;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.some((inner) => isAltered(inner, depth + 1));
  for (const key in value)
    if (isAltered((value as Record<string, unknown>)[key], depth + 1)) return true;
  return false;
}

/** A circle has no end; `JSON.stringify` refuses it in its own words. */
const MAX_DEPTH = 1000;
