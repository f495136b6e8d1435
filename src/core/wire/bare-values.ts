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
/** Of one array: tuples of arguments have some. */
const MAX_ELEMENTS = 64;

export function areBare(lists: readonly (readonly unknown[])[]): boolean {
  const look = new Look();
  return lists.every((values) => values.every((value) => look.isBare(value, MAX_DEPTH)));
}

/** A fifth of the time that a look at the descriptor takes. It is in every engine, but TypeScript does not list it. */
const lookUpGetter = Reflect.get(Object.prototype, '__lookupGetter__') as (
  this: object,
  key: PropertyKey,
) => unknown;

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
    const { length } = array;
    if (Object.getPrototypeOf(array) !== Array.prototype || length > MAX_ELEMENTS) return false;
    // Indices come first: as many keys, and an index at the end, leave no hole and no name.
    const keys = Object.keys(array);
    if (keys.length !== length || (length > 0 && keys[length - 1] !== String(length - 1)))
      return false;
    for (let i = 0; i < length; i += 1) {
      if (lookUpGetter.call(array, i) !== undefined || !this.isBare(array[i], depth - 1))
        return false;
    }
    return true;
  }

  #isBareObject(object: object, depth: number): boolean {
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype !== Object.prototype && prototype !== null) return false;
    for (const key of Object.keys(object)) {
      this.#propertiesLeft -= 1;
      if (this.#propertiesLeft < 0 || !this.#isBareProperty(object, key, depth)) return false;
    }
    return true;
  }

  /** A getter must not run twice. */
  #isBareProperty(object: object, key: string, depth: number): boolean {
    const property = Object.getOwnPropertyDescriptor(object, key);
    return property !== undefined && 'value' in property && this.isBare(property.value, depth - 1);
  }
}
