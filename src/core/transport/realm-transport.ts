/**
 * A transport for a package that has been loaded into a context of its own, as Jest loads all that a test uses: what Node
 * deserialises there is of the main context, so `instanceof Map` was false, and `toStrictEqual` saw two kinds of objects. Here
 * all that comes in gets the prototypes of the context that reads it. Elsewhere nothing of this is in the way.
 */
import { types } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { isObject } from '../base/thenable.ts';
import type { Transport } from './transport.ts';

/** What Node itself has made is of the main context. */
export function isInOtherContext(): boolean {
  return !(process.getBuiltinModule('node:path') instanceof Object);
}

export function inThisContext(transport: Transport): Transport {
  return {
    name: transport.name,
    open: (options) =>
      transport.open({
        ...options,
        onMessage: (message) => {
          adopt(message);
          options.onMessage(message);
        },
      }),
  };
}

/** Of each prototype that deserialised values have, the one of this context. */
let prototypes: ReadonlyMap<unknown, object> | undefined;

function readPrototypes(): ReadonlyMap<unknown, object> {
  const buffer = new ArrayBuffer(8);
  const samples = [{}, [], new Map(), new Set(), new Date(), /x/, buffer, new DataView(buffer)];
  const boxed = [1, '', true, 1n].map((one) => Object(one) as object);
  const errors = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
  const made = [...errors.map((one) => new one()), ...VIEWS.map((one) => new one(buffer))];
  const ours = [...samples, ...boxed, ...made];
  const theirs = deserialize(serialize(ours)) as object[];
  return new Map(
    ours.map((one, i) => [Object.getPrototypeOf(theirs[i]), Object.getPrototypeOf(one) as object]),
  );
}

const VIEWS = [
  ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
  ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array],
];

/** In place: what has come is nobody else's. */
function adopt(message: object): void {
  prototypes ??= readPrototypes();
  const own = new Set(prototypes.values());
  const seen = new Set<unknown>([message]);
  for (const one of seen) {
    if (!isObject(one) || types.isProxy(one)) continue;
    const prototype: unknown = Object.getPrototypeOf(one);
    const replacement = prototypes.get(prototype);
    if (replacement !== undefined) Object.setPrototypeOf(one, replacement);
    else if (!own.has(prototype as object)) continue; // of a class: a part of the program
    for (const value of valuesIn(one)) if (isObject(value)) seen.add(value); // which grows while it is read
  }
}

function valuesIn(object: object): unknown[] {
  if (ArrayBuffer.isView(object)) return [object.buffer]; // its elements would be properties
  const entries: unknown[] = types.isMap(object) ? [...mapEntries.call(object)].flat() : [];
  const members: unknown[] = types.isSet(object) ? [...setValues.call(object)] : entries;
  const properties = Object.values(Object.getOwnPropertyDescriptors(object));
  return [...members, ...properties.map(({ value }): unknown => value)];
}

const { entries: mapEntries } = Map.prototype as Map<unknown, unknown>;
const { values: setValues } = Set.prototype as Set<unknown>;
