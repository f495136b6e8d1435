/**
 * Copies of data that is nothing but data. Structured clone runs getters and makes plain objects of instances: who copies
 * an item that is to be sent later must do neither, so what holds one of these is not copied at all.
 */
import { types } from 'node:util';
import { hasGetterAt } from '../base/getter.ts';
import { bytesOfValue, valueOfBytes } from '../base/value-bytes.ts';

/** `undefined` if something in it is more than data, or cannot be cloned: whoever sends it will say why. */
export function copyPlain(item: object): { readonly copy: unknown } | undefined {
  if (!isPlainData(item)) return undefined;
  try {
    return { copy: valueOfBytes(bytesOfValue(item, 'thread')) };
  } catch {
    return undefined;
  }
}

/** None of the caller's code runs: neither here, nor in v8 when it clones what is plain. */
function isPlainData(item: object): boolean {
  const seen = new Set<unknown>([item]);
  for (const object of seen) {
    const parts = partsOf(object as object); // nothing else is added
    if (parts === undefined) return false;
    for (const part of parts) if (typeof part === 'object' && part !== null) seen.add(part);
  }
  return true;
}

function partsOf(object: object): Iterable<unknown> | undefined {
  if (types.isProxy(object)) return undefined;
  if (ArrayBuffer.isView(object) || types.isArrayBuffer(object)) return [];
  switch (Object.getPrototypeOf(object)) {
    case Object.prototype:
      return types.isArgumentsObject(object) ? undefined : propertiesOf(object);
    case null:
    case Array.prototype:
      return propertiesOf(object);
    case Map.prototype:
      return types.isMap(object) ? [...keysOf(object), ...valuesOf(object)] : undefined;
    case Set.prototype:
      return types.isSet(object) ? membersOf(object) : undefined;
    case Date.prototype:
    case RegExp.prototype:
      return [];
    default:
      return undefined;
  }
}

/** `undefined` if there is a getter among them. */
function propertiesOf(object: object): unknown[] | undefined {
  const keys = Object.keys(object);
  if (keys.some((key) => hasGetterAt(object, key))) return undefined;
  return keys.map((key): unknown => Reflect.get(object, key));
}

// As the language made them, whatever has become of the methods.
const keysOf = bareMethod(Map.prototype.keys);
const valuesOf = bareMethod(Map.prototype.values);
const membersOf = bareMethod(Set.prototype.values);

function bareMethod(method: (this: never) => Iterable<unknown>): (of: object) => unknown[] {
  return (of) => [...(Reflect.apply(method, of, []) as Iterable<unknown>)];
}
