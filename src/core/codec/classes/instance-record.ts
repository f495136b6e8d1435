/** What is noted about an instance beside its copy: its class, and what the copy lacks. */
import { types } from 'node:util';
import { contentOf, partsOf } from '../../base/cloned-graph.ts';

/** `extra`: properties that structured clone does not copy, as those of a class that extends Map. */
export type InstanceRecord = readonly [classIndex: number, instance: object, extra?: object];

/** The empty object that stands in the instance's place, and what the instance said about itself. */
export type SerializedRecord = readonly [classIndex: number, stand: object, data: unknown];

/** @param copy what the other side will see in place of `object`: by default its clone */
export function recordInstance(
  index: number,
  object: object,
  copy: object = object,
): InstanceRecord {
  return losesProperties(object) && Object.keys(object).length > 0
    ? [index, copy, Object.fromEntries(Object.entries(object))]
    : [index, copy];
}

/** What travels of `object`: what structured clone copies, and the properties that records carry. */
export function partsOfInstance(object: object): Iterable<unknown> {
  if (Array.isArray(object)) return object as unknown[]; // several times faster than its properties
  const content = contentOf(object);
  if (content === 'nothing') return [];
  const properties = Object.values(object) as unknown[];
  return content === 'properties' ? properties : [...partsOf(object), ...properties];
}

/** Structured clone copies the properties of ordinary objects and arrays, but not those of others. */
function losesProperties(object: object): boolean {
  return (
    types.isMap(object) ||
    types.isSet(object) ||
    types.isNativeError(object) ||
    types.isDate(object)
  );
}
