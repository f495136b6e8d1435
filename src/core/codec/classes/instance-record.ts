/** What structured clone finds inside an object. */
import { types } from 'node:util';
import { REVIVE, SERIALIZE } from './class-symbols.ts';

const NOTHING: readonly unknown[] = [];

export function listParts(object: object): Iterable<unknown> {
  if (Array.isArray(object)) return object as unknown[];
  if (types.isMap(object)) return [...object.keys(), ...object.values(), ...valuesOf(object)];
  if (types.isSet(object)) return [...object, ...valuesOf(object)];
  if (types.isNativeError(object)) return [object.cause, ...valuesOf(object)];
  const isLeaf =
    ArrayBuffer.isView(object) || types.isAnyArrayBuffer(object) || types.isProxy(object);
  return isLeaf ? NOTHING : valuesOf(object);
}

export interface SelfSerializing {
  [SERIALIZE](): unknown;
}

export function isSelfSerializing(object: object): object is SelfSerializing {
  const constructor: unknown = Reflect.get(object, 'constructor');
  return (
    typeof Reflect.get(object, SERIALIZE) === 'function' &&
    typeof constructor === 'function' &&
    typeof Reflect.get(constructor, REVIVE) === 'function'
  );
}

function valuesOf(object: object): unknown[] {
  return Object.values(object);
}
