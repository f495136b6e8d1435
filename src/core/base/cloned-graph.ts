/**
 * The graph of objects that structured clone makes of a value: what it looks into, and a walk through
 * all of it. For those who must find something in a value before it is sent, or after it has arrived.
 */
import { types } from 'node:util';

/**
 * What structured clone copies of an object besides its kind: `cause` stands for errors, of which it
 * takes no other property that could hold an object; `properties` are the own enumerable ones under
 * string keys.
 */
export type Content = 'nothing' | 'entries' | 'members' | 'cause' | 'properties';

export function contentOf(object: object): Content {
  if (Array.isArray(object)) return types.isProxy(object) ? 'nothing' : 'properties';
  if (ArrayBuffer.isView(object) || types.isAnyArrayBuffer(object)) return 'nothing';
  if (types.isMap(object)) return 'entries';
  if (types.isSet(object)) return 'members';
  if (types.isNativeError(object)) return 'cause';
  return types.isProxy(object) ? 'nothing' : 'properties';
}

/** The values inside `object`. Reads its properties, getters included: one that throws makes this throw. */
export function partsOf(object: object): Iterable<unknown> {
  switch (contentOf(object)) {
    case 'nothing':
      return [];
    case 'entries': {
      const map = object as ReadonlyMap<unknown, unknown>; // contentOf says so
      // A subclass may have its own.
      return [
        ...(Map.prototype.keys.call(map) as Iterable<unknown>),
        ...(Map.prototype.values.call(map) as Iterable<unknown>),
      ];
    }
    case 'members':
      return Set.prototype.values.call(object);
    case 'cause':
      return [(object as Error).cause];
    case 'properties':
      return Object.values(object) as unknown[];
  }
}

/**
 * As `partsOf`, with the properties of objects of which structured clone takes none: records may carry these, and
 * what has arrived may have got them back.
 */
export function partsOfClone(object: object): Iterable<unknown> {
  if (Array.isArray(object)) return object as unknown[]; // several times faster than its properties
  const content = contentOf(object);
  if (content === 'nothing') return [];
  const properties = Object.values(object) as unknown[];
  return content === 'properties' ? properties : [...partsOf(object), ...properties];
}

/**
 * Calls `enter` once with each object in reach of `roots`, the nearest first. It answers which values
 * inside the object are of interest: `partsOf(object)`, or none to go no further.
 *
 * No recursion, because values may be deep.
 */
export function walkObjects(
  roots: Iterable<unknown>,
  enter: (object: object) => Iterable<unknown>,
): void {
  const seen = new Set<object>();
  addObjects(seen, roots);
  for (const object of seen) addObjects(seen, enter(object)); // grows while it is read
}

function addObjects(seen: Set<object>, values: Iterable<unknown>): void {
  // By index where possible: a long list of numbers is passed several times faster than by iterator.
  if (Array.isArray(values))
    for (let i = 0; i < values.length; i += 1) addIfObject(seen, values[i]);
  else for (const value of values) addIfObject(seen, value);
}

function addIfObject(seen: Set<object>, value: unknown): void {
  if (typeof value === 'object' && value !== null) seen.add(value);
}
