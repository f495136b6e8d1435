/** What is noted about an instance beside its copy: its class, and what the copy lacks. */
import { types } from 'node:util';

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

/** Structured clone copies the properties of ordinary objects and arrays, but not those of others. */
function losesProperties(object: object): boolean {
  return (
    types.isMap(object) ||
    types.isSet(object) ||
    types.isNativeError(object) ||
    types.isDate(object)
  );
}
