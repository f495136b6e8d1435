/**
 * Decides whether structured clone copies a value exactly as it is, together with all it reaches:
 * then the value travels as it stands, at the speed of the serialiser, and keeps its identity and
 * its cycles. Everything else (functions, classes, accessors, frozen objects, …) is taken apart.
 *
 * Invariant: the answer depends only on what an object reaches, never on where the question came
 * from. So an object is plain everywhere or nowhere, and never copied twice.
 */
import { types } from 'node:util';
import { hasGetterAt } from '../../../base/getter.ts';
import { prototypeName } from './builtin-prototypes.ts';
import { hasNamedKeys } from './named-keys.ts';

export class PlainData {
  readonly #answers = new Map<object, boolean>();

  has(value: unknown): boolean {
    if (typeof value === 'symbol' || typeof value === 'function') return false;
    if (typeof value !== 'object' || value === null) return true;
    const known = this.#answers.get(value);
    if (known !== undefined) return known;
    const visited = new Set<object>();
    const isPlain = this.#explore(value, visited);
    if (isPlain) for (const object of visited) this.#answers.set(object, true);
    else this.#answers.set(value, false);
    return isPlain;
  }

  /** All objects that are. */
  *found(): Generator<object> {
    for (const [object, isPlain] of this.#answers) if (isPlain) yield object;
  }

  /** Objects under way count as plain: if anything they reach is not, the whole answer is no. */
  #explore(root: object, visited: Set<object>): boolean {
    const waiting = [root];
    visited.add(root);
    for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
      const parts = listParts(object);
      if (parts === undefined) return false;
      for (const part of parts) {
        if (typeof part === 'symbol' || typeof part === 'function') return false;
        if (typeof part !== 'object' || part === null || visited.has(part)) continue;
        if (this.#answers.get(part) === false) return false;
        visited.add(part);
        waiting.push(part);
      }
    }
    return true;
  }
}

const NO_PARTS: readonly unknown[] = [];

/** What a plain object holds; undefined if it is not plain itself. */
function listParts(object: object): Iterable<unknown> | undefined {
  if (types.isProxy(object) || !Object.isExtensible(object)) return undefined;
  if (Array.isArray(object)) return isPlainArray(object) ? object : undefined;
  if (types.isMap(object) && isBare(object, 'Map')) return [...object.keys(), ...object.values()];
  if (types.isSet(object) && isBare(object, 'Set')) return object;
  if (isLeaf(object)) return NO_PARTS;
  return prototypeName(object) === 'Object' && !hasSlots(object)
    ? listProperties(object)
    : undefined;
}

function listProperties(object: object): unknown[] | undefined {
  const parts: unknown[] = [];
  for (const key of Reflect.ownKeys(object)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    if (typeof key === 'symbol' || descriptor === undefined || !isOrdinary(descriptor))
      return undefined;
    parts.push(descriptor.value);
  }
  return parts;
}

function isOrdinary({ writable, enumerable, configurable }: PropertyDescriptor): boolean {
  return writable === true && enumerable === true && configurable === true;
}

/** Views are no leaves, because the serialiser would not keep what they share, nor the size of their memory. */
function isLeaf(object: object): boolean {
  return (
    (types.isDate(object) && isBare(object, 'Date')) ||
    (types.isBoxedPrimitive(object) && !types.isSymbolObject(object) && isBareBox(object)) ||
    (types.isRegExp(object) && object.lastIndex === 0 && isBare(object, 'RegExp', 1))
  );
}

/** Of the built-in class itself, not of one that extends it, and without properties of its own. */
function isBare(object: object, name: string, ownKeys = 0): boolean {
  return prototypeName(object) === name && Reflect.ownKeys(object).length === ownKeys;
}

function isBareBox(object: object): boolean {
  const name = prototypeName(object) ?? '';
  // A boxed string has its characters and its length as keys. Of a long one nobody lists them.
  const length = name === 'String' ? String(object).length : 0;
  if (length > BOX_LIMIT) return true;
  if (name === 'String') return Reflect.ownKeys(object).length === length + 1;
  return (
    (name === 'Number' || name === 'Boolean' || name === 'BigInt') &&
    Reflect.ownKeys(object).length === 0
  );
}

const BOX_LIMIT = 1000;

/** Nothing but elements, and none of them an accessor: reading that would run it. */
function isPlainArray(array: readonly unknown[]): boolean {
  if (prototypeName(array) !== 'Array' || isSparse(array) || hasNamedKeys(array)) return false;
  const isPlain = array.length <= EXACT_LENGTH ? isPlainElement : isData;
  for (let i = 0; i < array.length; i += 1) if (!isPlain(array, i)) return false;
  return true;
}

/** Of a longer array, elements that cannot be changed or listed are not told from others. */
const EXACT_LENGTH = 64;

function isPlainElement(array: readonly unknown[], index: number): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(array, index);
  return descriptor === undefined || isOrdinary(descriptor);
}

/** As exact as a look at the descriptor would be about accessors, in a fifth of the time. */
function isData(array: readonly unknown[], index: number): boolean {
  if (hasGetterAt(array, index)) return false;
  if (array[index] !== undefined) return true;
  const descriptor = Object.getOwnPropertyDescriptor(array, index);
  return descriptor?.set === undefined;
}

/** A look at some places, because counting the keys of a big array takes longer than sending it. */
function isSparse(array: readonly unknown[]): boolean {
  if (array.length < 1000) return false;
  let present = 0;
  for (let i = 0; i < 16; i += 1) if (Math.floor((array.length * i) / 16) in array) present += 1;
  return present < 8;
}

function hasSlots(object: object): boolean {
  return (
    types.isNativeError(object) ||
    types.isPromise(object) ||
    types.isArgumentsObject(object) ||
    types.isModuleNamespaceObject(object) ||
    types.isExternal(object)
  );
}
