/**
 * Lists that `postMessage` may copy by itself: nothing is in them but primitives, in small arrays and plain objects
 * that are there once. So nothing can be shared by two of their values, and no buffer and no platform object is among
 * them: what these need is done for bytes only (`remainder.ts`), which takes longer.
 */
import { types } from 'node:util';

/** Below this an object may hold anything; it is not looked at. */
const MAX_DEPTH = 3;
/** A look at a property takes as long as to copy it: at more of them nobody looks. */
const MAX_PROPERTIES = 64;

export function areBare(lists: readonly (readonly unknown[])[]): boolean {
  const look = new Look();
  return lists.every((values) => values.every((value) => look.isBare(value, MAX_DEPTH)));
}

class Look {
  readonly #seen = new Set<object>();
  #propertiesLeft = MAX_PROPERTIES;

  isBare(value: unknown, depth: number): boolean {
    if (typeof value !== 'object') return typeof value !== 'function';
    if (value === null) return true;
    if (depth === 0 || this.#seen.has(value) || types.isProxy(value)) return false;
    this.#seen.add(value);
    return Array.isArray(value)
      ? this.#isBareArray(value, depth)
      : this.#isBareObject(value, depth);
  }

  #isBareArray(array: readonly unknown[], depth: number): boolean {
    if (Object.getPrototypeOf(array) !== Array.prototype || array.length > MAX_PROPERTIES)
      return false;
    if (Object.keys(array).length !== array.length) return false; // a hole, or a named property
    for (let i = 0; i < array.length; i += 1) if (!this.isBare(array[i], depth - 1)) return false;
    return true;
  }

  #isBareObject(object: object, depth: number): boolean {
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype !== Object.prototype && prototype !== null) return false;
    for (const key of Object.keys(object)) {
      this.#propertiesLeft -= 1;
      if (this.#propertiesLeft < 0) return false;
      // A getter must not run twice.
      const property = Object.getOwnPropertyDescriptor(object, key);
      if (property === undefined || !('value' in property)) return false;
      if (!this.isBare(property.value, depth - 1)) return false;
    }
    return true;
  }
}
