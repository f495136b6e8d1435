/** A value as a short text. Workers import this file. */
export function show(value: unknown, depth = 2): string {
  if (typeof value === 'function') return `function ${value.name} of ${value.length}`;
  if (typeof value === 'string')
    return value.length > 200 ? `text of ${value.length}` : `'${value}'`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return String(value);
  if (value === globalThis) return 'globalThis';
  if (depth === 0) return Array.isArray(value) ? '[…]' : '{…}';
  return Array.isArray(value) ? showArray(value, depth) : showObject(value, depth);
}

function showArray(value: readonly unknown[], depth: number): string {
  return `[${Array.from(value, (each) => show(each, depth - 1)).join(', ')}]`;
}

function showObject(value: object, depth: number): string {
  const keys = Object.keys(value).map((key) => `${key}: ${showProperty(value, key, depth)}`);
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  return `${prototype?.constructor?.name ?? ''} { ${keys.join(', ')} }`;
}

function showProperty(value: object, key: string, depth: number): string {
  try {
    return show(Reflect.get(value, key), depth - 1);
  } catch (error) {
    return `throws ${String(error)}`;
  }
}
