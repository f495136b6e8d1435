/** Not by assignment, which would call the setter behind a key named `__proto__`. */
export function defineField(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
