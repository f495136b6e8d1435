/**
 * Describes one object that is not plain data. What belongs to this process alone (handles, promises,
 * private state) is refused.
 */
import { inspect, types } from 'node:util';
import { stackOf } from '../../../base/stack-of.ts';
import { COMPILED_MODULE, SHARED_MEMORY } from '../../crossing/unsendable-kinds.ts';
import type { CollectionNode, Node, PropertyRecord, Slot } from '../function-body.ts';
import { findOrigin } from '../origins.ts';
import { findConstructor, prototypeName } from './builtin-prototypes.ts';
import { findCommonJsModule } from './common-js.ts';
import { describeInstance } from './describe-instance.ts';
import { describeProperties, readIntegrity } from './describe-properties.ts';
import { changeable, type Description, stable, type Table } from './describer.ts';
import { findKnown } from './known-values.ts';
import { type Reason, refuse, type Trail } from './refusal.ts';
import { refuseUncopyable } from './uncopyable.ts';

/** @throws Refusal */
export function describeObject(
  table: Table,
  object: object,
  trail: Trail | undefined,
): Description {
  const origin = findOrigin(object);
  if (origin !== undefined) return stable(origin);
  refuseUncopyable(object, trail);
  const file = findCommonJsModule(object);
  if (file !== undefined) return stable({ kind: 'commonjs', file });
  const known = findKnown(object);
  if (known !== undefined) return stable({ kind: 'known', ...known });
  const constructor = findConstructor(object);
  if (constructor !== undefined)
    return stable({ kind: 'prototype', of: table.slotFor(constructor, trail) });
  return changeable(describeMutable(table, object, trail));
}

function describeMutable(table: Table, object: object, trail: Trail | undefined): Node {
  for (const { is, inVariable } of [SHARED_MEMORY, COMPILED_MODULE])
    if (is(object)) return describeShared(table, object, inVariable, trail);
  const name = prototypeName(object);
  const isOrdinary = name === 'Object' && !types.isNativeError(object);
  if (isOrdinary || Object.getPrototypeOf(object) === null) {
    const properties = describeProperties(table, object, trail);
    const integrity = readIntegrity(object);
    return isOrdinary
      ? { kind: 'object', properties, integrity }
      : { kind: 'object', prototype: [null], properties, integrity };
  }
  return describeByClass(table, object, trail);
}

/** What only threads can share. */
function describeShared(
  table: Table,
  object: object,
  reason: Reason,
  trail: Trail | undefined,
): Node {
  if (!table.options.allowShared) refuse(trail, reason);
  return { kind: 'shared', index: table.share(object) };
}

/** Objects with an inside that only their built-in class can make, subclasses included. */
function describeByClass(table: Table, object: object, trail: Trail | undefined): Node {
  if (Array.isArray(object)) {
    const properties = describeProperties(table, object, trail, (key) => key === 'length');
    const integrity = readIntegrity(object);
    return {
      kind: 'array',
      length: object.length,
      properties,
      integrity,
      ...describePrototype(table, object, 'Array', trail),
    };
  }
  if (types.isMap(object)) {
    const entries = [...object].flatMap(([key, value]) => describeEntry(table, key, value, trail));
    return describeCollection(table, object, entries, trail);
  }
  if (types.isSet(object)) {
    const step = { from: trail, clause: 'has a member' };
    const entries = [...object].map((member) => table.slotFor(member, step));
    return describeCollection(table, object, entries, trail);
  }
  if (types.isNativeError(object)) {
    return {
      kind: 'error',
      type: readErrorType(object),
      properties: describeErrorProperties(table, object, trail),
      ...describePrototype(table, object, readErrorType(object), trail),
    };
  }
  return describeInstance(table, object, trail);
}

/** `stack` is an accessor of V8's own from Node 21 on; a copy has it as plain data. */
function describeErrorProperties(
  table: Table,
  error: Error,
  trail: Trail | undefined,
): PropertyRecord[] {
  const stack = table.slotFor(stackOf(error), { from: trail, clause: "has the property 'stack'" });
  const others = describeProperties(table, error, trail, (key) => key === 'stack');
  return [{ key: ['stack'], value: stack, flags: HIDDEN }, ...others];
}

/** Writable and configurable, but not enumerable. */
const HIDDEN = 5;

function describeEntry(
  table: Table,
  key: unknown,
  value: unknown,
  trail: Trail | undefined,
): Slot[] {
  const isObject = typeof key === 'object' || typeof key === 'function';
  const name = typeof key === 'string' ? `'${key}'` : isObject ? 'that is an object' : inspect(key);
  return [
    table.slotFor(key, { from: trail, clause: 'has a key' }),
    table.slotFor(value, { from: trail, clause: `has a value for the key ${name}` }),
  ];
}

function describeCollection(
  table: Table,
  object: object,
  entries: readonly Slot[],
  trail: Trail | undefined,
): CollectionNode {
  const isMap = types.isMap(object);
  return {
    kind: 'collection',
    type: isMap ? 'map' : 'set',
    entries,
    properties: describeProperties(table, object, trail),
    ...describePrototype(table, object, isMap ? 'Map' : 'Set', trail),
  };
}

/** Only for subclasses: the built-in prototype is there anyway. */
function describePrototype(
  table: Table,
  object: object,
  builtin: string,
  trail: Trail | undefined,
): { prototype?: Slot } {
  if (prototypeName(object) === builtin) return {};
  return {
    prototype: table.slotFor(Object.getPrototypeOf(object), {
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
