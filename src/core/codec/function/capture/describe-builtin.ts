/**
 * Describes objects with an inside that only the language itself can make: dates, collections, errors, views.
 * They are told by that inside and not by their class, which may extend the built-in one; then the class
 * comes along as their prototype, and its constructor does not run.
 */
import { findShared, symbolsOfShared } from '../../../base/shared-memory.ts';
import { stackOf } from '../../../base/stack-of.ts';
import { inspect, types } from 'node:util';
import type { Node } from '../function-body.ts';
import type { CollectionNode, PropertyRecord, Slot } from '../object-nodes.ts';
import { findConstructor, prototypeName } from './builtin-prototypes.ts';
import { describeProperties, readIntegrity } from './describe-properties.ts';
import { describeSerialized } from './describe-serialized.ts';
import type { Table } from './describer.ts';
import { isIndex, listNamedKeys, listTextKeys } from './named-keys.ts';
import { describeKey, refuse, type Trail } from './refusal.ts';
import { readView } from './read-view.ts';

type Describe = (table: Table, object: object, trail: Trail | undefined) => Node;

/** Returns undefined for objects that have no such inside. */
export function describeBuiltin(
  table: Table,
  object: object,
  trail: Trail | undefined,
): Node | undefined {
  const describe = findDescriber(object);
  if (describe === undefined) return undefined;
  return describeSerialized(table, object, trail) ?? describe(table, object, trail);
}

function findDescriber(object: object): Describe | undefined {
  if (Array.isArray(object)) return describeArray;
  return DESCRIBERS.find(([is]) => is(object))?.[1];
}

/** A DOMException has an inside of Node's own besides that of an error (from Node 21 on). */
const DESCRIBERS: readonly (readonly [is: (value: unknown) => boolean, describe: Describe])[] = [
  [types.isMap, describeCollection('Map', describeEntries)],
  [types.isSet, describeCollection('Set', describeMembers)],
  [types.isWeakMap, describeCollection('WeakMap', describeLater)],
  [types.isWeakSet, describeCollection('WeakSet', describeLater)],
  [(value) => types.isNativeError(value) && !(value instanceof DOMException), describeError],
  [types.isSymbolObject, describeSymbolObject],
  [(value) => types.isDate(value) || types.isRegExp(value) || types.isBoxedPrimitive(value), describeCopied],
  [ArrayBuffer.isView, describeView],
  [types.isArrayBuffer, describeBuffer],
]; // biome-ignore format: a table

function describeArray(table: Table, object: object, trail: Trail | undefined): Node {
  const array = object as readonly unknown[]; // by the table above
  return {
    kind: 'array',
    length: array.length,
    properties: describeProperties(table, array, trail, (key) => key === 'length'),
    integrity: readIntegrity(array),
    ...describePrototype(table, array, 'Array', trail),
  };
}

function describeCollection(
  type: CollectionNode['type'],
  describeContents: (...given: Parameters<Describe>) => Slot[],
): Describe {
  return (table, object, trail) => ({
    kind: 'collection',
    type,
    entries: describeContents(table, object, trail),
    properties: describeProperties(table, object, trail),
    integrity: readIntegrity(object),
    ...describePrototype(table, object, type, trail),
  });
}

/** Which entries of a weak collection travel is known when all else is described. */
function describeLater(): Slot[] {
  return [];
}

/** By the language's own iteration: the class may have another one. */
function describeEntries(table: Table, map: object, trail: Trail | undefined): Slot[] {
  const entries = Map.prototype.entries.call(map);
  return [...entries].flatMap(([key, value]) => describeEntry(table, key, value, trail));
}

function describeMembers(table: Table, set: object, trail: Trail | undefined): Slot[] {
  const step = { from: trail, clause: 'has a member' };
  return [...Set.prototype.values.call(set)].map((member) => table.slotFor(member, step));
}

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

function describeError(table: Table, object: object, trail: Trail | undefined): Node {
  const error = object as Error; // by the table above
  const type = readErrorType(error);
  return {
    kind: 'error',
    type,
    properties: describeErrorProperties(table, error, trail),
    integrity: readIntegrity(error),
    ...describePrototype(table, error, type, trail),
  };
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

/** The serialiser writes the inside of these, and nothing else of them. */
function describeCopied(table: Table, object: object, trail: Trail | undefined): Node {
  const isText = types.isStringObject(object);
  const isMade = (key: PropertyKey): boolean => isText && (key === 'length' || isIndex(key));
  return {
    kind: 'copied',
    value: object,
    properties: describeProperties(table, object, trail, isMade),
    integrity: readIntegrity(object),
    ...describePrototype(table, object, builtinNameOf(object), trail),
  };
}

/** `Object(Symbol.iterator)`: the serialiser refuses it. */
function describeSymbolObject(table: Table, object: object, trail: Trail | undefined): Node {
  const symbol: unknown = Symbol.prototype.valueOf.call(object);
  return {
    kind: 'constructed',
    constructorName: 'Object',
    arguments: [table.slotFor(symbol, { from: trail, clause: 'is an object around a symbol' })],
    properties: describeProperties(table, object, trail),
    integrity: readIntegrity(object),
    ...describePrototype(table, object, 'Symbol', trail),
  };
}

function describeView(table: Table, object: object, trail: Trail | undefined): Node {
  const shared = findShared(object);
  if (shared === undefined) return describePlainView(table, object, trail);
  const face = table.options.allowShared
    ? shared.forThreads()
    : (shared.forProcesses?.() ?? object);
  if (ArrayBuffer.isView(face)) return describePlainView(table, object, trail, face);
  refuseOwnKeys(object as ArrayBufferView, trail);
  return describeSerialized(table, face, trail) ?? describePlainView(table, object, trail);
}

/** What arrives is a view of the same memory, made there, and nothing else. */
function refuseOwnKeys(array: ArrayBufferView, trail: Trail | undefined): void {
  const [key] = keysOf(array);
  if (key === undefined) return;
  refuse(trail, {
    culprit: 'a shared array',
    why: `it has ${describeKey(key)} of its own, and processes share its numbers only`,
    advice: 'put it into a variable of its own',
  });
}

/** `shown`: the view that is taken along in its place, with all else that `object` has. */
function describePlainView(
  table: Table,
  object: object,
  trail: Trail | undefined,
  shown: object = object,
): Node {
  const { length, byteOffset, memory } = readView(shown as ArrayBufferView);
  const { type } = readView(object as ArrayBufferView);
  const named = new Set<PropertyKey>(keysOf(object as ArrayBufferView));
  const isElement = (key: PropertyKey): boolean => !named.has(key);
  const step = { from: trail, clause: "has the property 'buffer'" };
  return {
    kind: 'view',
    type,
    memory: table.slotForMemory(memory, step),
    byteOffset,
    ...(length === undefined ? {} : { length }),
    properties: named.size === 0 ? [] : describeProperties(table, object, trail, isElement),
    integrity: readIntegrity(object),
    ...describePrototype(table, object, type, trail),
  };
}

/** What a view has of its own besides its elements. */
function keysOf(view: ArrayBufferView): readonly PropertyKey[] {
  const symbols = symbolsOfShared(view);
  return symbols === undefined ? listNamedKeys(view) : [...listTextKeys(view), ...symbols];
}

function describeBuffer(table: Table, object: object, trail: Trail | undefined): Node {
  const buffer = object as ArrayBuffer; // by the table above
  return {
    kind: 'buffer',
    memory: table.slotForMemory({ buffer, from: 0, to: buffer.byteLength }, trail),
    properties: describeProperties(table, buffer, trail),
    integrity: readIntegrity(buffer),
    ...describePrototype(table, buffer, 'ArrayBuffer', trail),
  };
}

/** "Date", "RegExp", "String": the class that gives an object of this kind its inside. */
function builtinNameOf(object: object): string {
  if (types.isDate(object)) return 'Date';
  if (types.isRegExp(object)) return 'RegExp';
  if (types.isStringObject(object)) return 'String';
  if (types.isNumberObject(object)) return 'Number';
  return types.isBooleanObject(object) ? 'Boolean' : 'BigInt';
}

/** Only for subclasses: the built-in prototype is there anyway. */
function describePrototype(
  table: Table,
  object: object,
  builtin: string,
  trail: Trail | undefined,
): { prototype?: Slot } {
  if (prototypeName(object) === builtin) return {};
  const prototype = Object.getPrototypeOf(object) as object | null;
  const constructor = prototype === null ? undefined : findConstructor(prototype);
  const clause =
    constructor === undefined ? 'has a prototype' : `is an instance of class '${constructor.name}'`;
  return { prototype: table.slotFor(prototype, { from: trail, clause }) };
}
