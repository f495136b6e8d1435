/** The own properties of objects and functions, as records that a worker can define again. */
import { HANDLE } from '../../crossing/unsendable-kinds.ts';
import type { FunctionNode } from '../function-body.ts';
import type { Integrity, PropertyRecord } from '../object-nodes.ts';
import type { FunctionText } from '../source/function-text.ts';
import { isNative } from '../source/native-code.ts';
import { readBuiltinName } from './builtin-prototypes.ts';
import type { FunctionInHand, Table } from './describer.ts';
import { findOpenHandle } from './open-handles.ts';
import { describeKey, refuse, type Trail } from './refusal.ts';

type Skip = (key: PropertyKey, descriptor: PropertyDescriptor) => boolean;

export function describeProperties(
  table: Table,
  object: object,
  trail: Trail | undefined,
  skip: Skip = () => false,
): PropertyRecord[] {
  const records: PropertyRecord[] = [];
  for (const key of Reflect.ownKeys(object)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    if (descriptor === undefined || skip(key, descriptor)) continue;
    const isIndex = Array.isArray(object) && typeof key === 'string' && /^\d+$/.test(key);
    const step = {
      from: trail,
      clause: isIndex ? `has the element ${key}` : `has the property ${describeKey(key)}`,
      key,
    };
    records.push(describeProperty(table, key, descriptor, step));
  }
  return records;
}

function describeProperty(
  table: Table,
  key: PropertyKey,
  descriptor: PropertyDescriptor,
  trail: Trail,
): PropertyRecord {
  if (typeof key === 'symbol') refuseHandle(descriptor.value, trail);
  const keySlot = table.slotFor(key, trail);
  const flags =
    (descriptor.writable === true ? 1 : 0) +
    (descriptor.enumerable === true ? 2 : 0) +
    (descriptor.configurable === true ? 4 : 0);
  if ('value' in descriptor) {
    return { key: keySlot, value: table.slotFor(descriptor.value, trail), flags };
  }
  return {
    key: keySlot,
    flags,
    ...(descriptor.get === undefined ? {} : { get: table.slotFor(descriptor.get, trail) }),
    ...(descriptor.set === undefined ? {} : { set: table.slotFor(descriptor.set, trail) }),
  };
}

/** A symbol that has no twin is refused as well; what is under it says more. */
function refuseHandle(value: unknown, trail: Trail): void {
  if (typeof value === 'function') return; // a method
  const handle = findOpenHandle(value);
  if (handle !== undefined) refuse(trail, { culprit: handle, ...HANDLE });
}

/** Statics, caches and whatever else was hung on a function; a class's text makes its methods. */
export function describeOwnProperties({
  table,
  fn,
  read,
  context: { trail },
}: FunctionInHand): Pick<FunctionNode, 'properties' | 'parent'> {
  const properties = describeProperties(
    table,
    fn,
    trail,
    (key, descriptor) =>
      (INTRINSIC.has(key) && !isOwnStatic(key, descriptor)) || isMadeByText(read, descriptor),
  );
  const parent = Object.getPrototypeOf(fn) as object | null;
  const isExtending = read.isClass && read.node.superClass !== null;
  if (isExtending || isFunctionPrototype(parent)) return { properties };
  return {
    properties,
    parent: table.slotFor(parent, { from: trail, clause: 'has a prototype' }),
  };
}

/** `static name = 5`: a property of the class, and not the name of a function. */
function isOwnStatic(key: PropertyKey, { value }: PropertyDescriptor): boolean {
  return (
    (key === 'name' && typeof value !== 'string') || (key === 'length' && typeof value !== 'number')
  );
}

const INTRINSIC = new Set<PropertyKey>(['length', 'name', 'prototype', 'arguments', 'caller']);

/** What was added to the prototype of a class or of an old-style constructor. */
export function describePrototypeProperties({
  table,
  fn,
  read,
  context: { trail },
}: FunctionInHand): Pick<FunctionNode, 'prototypeProperties' | 'prototypeParent'> {
  const prototype = Object.getOwnPropertyDescriptor(fn, 'prototype')?.value as object | undefined;
  const isConstructor =
    read.isClass || (read.node.generator === false && read.node.async === false);
  if (!isConstructor || typeof prototype !== 'object' || prototype === null) {
    return { prototypeProperties: [] };
  }
  const step = { from: trail, clause: "has the property 'prototype'" };
  const prototypeProperties = describeProperties(
    table,
    prototype,
    step,
    (key, descriptor) =>
      (key === 'constructor' && descriptor.value === fn) || isMadeByText(read, descriptor),
  );
  const parent = Object.getPrototypeOf(prototype) as object | null;
  const isOrdinary = read.isClass || (parent !== null && readBuiltinName(parent) === 'Object');
  if (isOrdinary) return { prototypeProperties };
  return { prototypeProperties, prototypeParent: table.slotFor(parent, step) };
}

function isMadeByText(read: FunctionText, descriptor: PropertyDescriptor): boolean {
  const made: unknown = descriptor.value ?? descriptor.get ?? descriptor.set;
  return typeof made === 'function' && read.methods.has(Function.prototype.toString.call(made));
}

function isFunctionPrototype(parent: object | null): boolean {
  return parent !== null && typeof parent === 'function'
    ? isNative(parent) && !Object.hasOwn(parent, 'prototype')
    : parent !== null && String(Reflect.get(parent, Symbol.toStringTag)).endsWith('Function');
}

/** 0 open, 1 not extensible, 2 sealed, 3 frozen. */
export function readIntegrity(object: object): Integrity {
  if (Object.isExtensible(object)) return 0;
  if (Object.isFrozen(object)) return 3;
  return Object.isSealed(object) ? 2 : 1;
}
