/** What structured clone finds inside an object. */
import { types } from 'node:util';
import { REVIVE, SERIALIZE } from './class-symbols.ts';

const NOTHING: readonly unknown[] = [];

export function listParts(object: object): Iterable<unknown> {
  if (Array.isArray(object)) return object;
  if (types.isMap(object)) return [...object.keys(), ...object.values(), ...Object.values(object)];
  if (types.isSet(object)) return [...object, ...Object.values(object)];
  if (types.isNativeError(object)) return [object.cause, ...Object.values(object)];
  const isLeaf = ArrayBuffer.isView(object) || types.isAnyArrayBuffer(object) || types.isProxy(object);
  return isLeaf ? NOTHING : Object.values(object);
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
