/**
 * Looks for a property without running code of whoever made the object: no getter is called, and no Proxy is asked, be it the
 * object itself or one of its prototypes.
 */
import { types } from 'node:util';

/** The value of `key`, own or inherited; `undefined` where only a getter or a Proxy could tell. */
export function dataPropertyOf(object: object, key: PropertyKey): unknown {
  for (let holder: object | null = object; holder !== null; holder = prototypeOf(holder)) {
    if (types.isProxy(holder)) return undefined;
    const property = Object.getOwnPropertyDescriptor(holder, key);
    if (property !== undefined) return property.value;
  }
  return undefined;
}

function prototypeOf(object: object): object | null {
  return Object.getPrototypeOf(object) as object | null;
}
