/**
 * Turns one object that is not plain data into a node. What belongs to this process alone (handles,
 * promises, private state) is refused here.
 */
import { inspect, types } from 'node:util';
import type { Capture } from './capture.ts';
import { captureInstance, findConstructor } from './describe-instance.ts';
import { captureProperties, readIntegrity } from './describe-properties.ts';
import { findCommonJsModule } from './common-js.ts';
import type { CollectionNode, Node, PropertyRecord, Slot } from '../function-body.ts';
import { findKnown } from './known-values.ts';
import { findOrigin } from '../origins.ts';
import { prototypeName } from './builtin-prototypes.ts';
import type { Trail } from './refusal.ts';

/** @throws Refusal */
export function captureObject(capture: Capture, object: object, trail: Trail | undefined): Node {
  const origin = findOrigin(object);
  if (origin !== undefined) return origin;
  refuseUncopyable(capture, object, trail);
  const file = findCommonJsModule(object);
  if (file !== undefined) return { kind: 'commonjs', file };
  const known = findKnown(object);
  if (known !== undefined) return { kind: 'known', ...known };
  const constructor = findConstructor(object);
  if (constructor !== undefined)
    return { kind: 'prototype', of: capture.slotFor(constructor, trail) };
  capture.isStable = false;
  return captureMutable(capture, object, prototypeName(object), trail);
}

function captureMutable(
  capture: Capture,
  object: object,
  name: string | undefined,
  trail: Trail | undefined,
): Node {
  if (types.isSharedArrayBuffer(object))
    return capture.slotForShared(object, 'a SharedArrayBuffer', trail);
  if (isWebAssemblyModule(object))
    return capture.slotForShared(object, 'a WebAssembly.Module', trail);
  const isOrdinary = name === 'Object' && !types.isNativeError(object);
  if (isOrdinary || Object.getPrototypeOf(object) === null) {
    const properties = captureProperties(capture, object, trail);
    const integrity = readIntegrity(object);
    return isOrdinary
      ? { kind: 'object', properties, integrity }
      : { kind: 'object', prototype: [null], properties, integrity };
  }
  return captureByClass(capture, object, trail);
}

/** Objects with an inside that only their built-in class can make, subclasses included. */
function captureByClass(capture: Capture, object: object, trail: Trail | undefined): Node {
  if (Array.isArray(object)) {
    const properties = captureProperties(capture, object, trail, (key) => key === 'length');
    const integrity = readIntegrity(object);
    return {
      kind: 'array',
      length: object.length,
      properties,
      integrity,
      ...capturePrototype(capture, object, 'Array', trail),
    };
  }
  if (types.isMap(object)) {
    const entries = [...object].flatMap(([key, value]) => captureEntry(capture, key, value, trail));
    return captureCollection(capture, object, entries, trail);
  }
  if (types.isSet(object)) {
    const step = { from: trail, clause: 'has a member' };
    const entries = [...object].map((member) => capture.slotFor(member, step));
    return captureCollection(capture, object, entries, trail);
  }
  if (types.isNativeError(object)) {
    return {
      kind: 'error',
      type: readErrorType(object),
      properties: captureErrorProperties(capture, object, trail),
      ...capturePrototype(capture, object, readErrorType(object), trail),
    };
  }
  return captureInstance(capture, object, trail);
}

/** `stack` is an accessor of V8's own from Node 21 on; a copy has it as plain data. */
function captureErrorProperties(
  capture: Capture,
  error: Error,
  trail: Trail | undefined,
): PropertyRecord[] {
  const stack = capture.slotFor(error.stack, { from: trail, clause: "has the property 'stack'" });
  const others = captureProperties(capture, error, trail, (key) => key === 'stack');
  return [{ key: ['stack'], value: stack, flags: HIDDEN }, ...others];
}

/** Writable and configurable, but not enumerable. */
const HIDDEN = 5;

function captureEntry(
  capture: Capture,
  key: unknown,
  value: unknown,
  trail: Trail | undefined,
): Slot[] {
  const isObject = typeof key === 'object' || typeof key === 'function';
  const name = typeof key === 'string' ? `'${key}'` : isObject ? 'that is an object' : inspect(key);
  return [
    capture.slotFor(key, { from: trail, clause: 'has a key' }),
    capture.slotFor(value, { from: trail, clause: `has a value for the key ${name}` }),
  ];
}

function captureCollection(
  capture: Capture,
  object: object,
  entries: readonly Slot[],
  trail: Trail | undefined,
): CollectionNode {
  const isMap = types.isMap(object);
  return {
    kind: 'collection',
    type: isMap ? 'map' : 'set',
    entries,
    properties: captureProperties(capture, object, trail),
    ...capturePrototype(capture, object, isMap ? 'Map' : 'Set', trail),
  };
}

/** Only for subclasses: the built-in prototype is there anyway. */
function capturePrototype(
  capture: Capture,
  object: object,
  builtin: string,
  trail: Trail | undefined,
): { prototype?: Slot } {
  if (prototypeName(object) === builtin) return {};
  return {
    prototype: capture.slotFor(Object.getPrototypeOf(object), {
      from: trail,
      clause: 'has a prototype',
    }),
  };
}

const ERROR_TYPES = [
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'AggregateError',
];

function readErrorType(error: Error): string {
  return (
    ERROR_TYPES.find((type) => error instanceof (Reflect.get(globalThis, type) as typeof Error)) ??
    'Error'
  );
}

function isWebAssemblyModule(object: object): boolean {
  return Object.prototype.toString.call(object) === '[object WebAssembly.Module]';
}

function refuseUncopyable(capture: Capture, object: object, trail: Trail | undefined): void {
  const [, culprit, why, advice] = UNCOPYABLE.find(([is]) => is(object)) ?? [];
  if (culprit === undefined || why === undefined || advice === undefined) return;
  capture.refuse(trail, { culprit, why, advice });
}

const UNCOPYABLE: readonly (readonly [
  is: (value: object) => boolean,
  culprit: string,
  why: string,
  advice: string,
])[] = [
  [
    (value) => types.isProxy(value),
    'a Proxy',
    'what it does is hidden in its handler',
    'send what it stands for, and make the proxy inside the function',
  ],
  [
    (value) => types.isPromise(value),
    'a Promise',
    'it settles in this process only',
    'await it first, and let the function use the result',
  ],
  [
    (value) => types.isWeakMap(value) || types.isWeakSet(value),
    'a WeakMap or WeakSet',
    'its entries cannot be listed',
    'make it inside the function, or use a Map or a Set',
  ],
  [
    (value) => value instanceof WeakRef || value instanceof FinalizationRegistry,
    'a WeakRef or FinalizationRegistry',
    'it watches over the memory of one process',
    'make it inside the function',
  ],
  [
    (value) => types.isGeneratorObject(value),
    'a running generator',
    'the place where it stopped cannot be copied',
    'send the generator function, or the values it yields',
  ],
  [
    (value) => types.isExternal(value),
    'a native object',
    'it points into the memory of this process',
    'make it inside the function',
  ],
];
