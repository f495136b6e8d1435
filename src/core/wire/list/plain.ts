/**
 * What may be taken apart: objects and arrays that arrive as structured clone would leave them, if their values are put together
 * again. No classes, no accessors, no holes, no names on arrays. Nothing of the caller's runs here.
 */
import { types } from 'node:util';
import { SHARED_MEMORY } from '../../base/shared-memory.ts';
import { isBufferKind, isResizable, partsOfView, type ViewParts } from '../../base/views.ts';

/**
 * To look for accessors takes ten times as long as to read a value. Objects that are alike in all else come
 * from the same line of the program and have them or not, so one in so many is looked at.
 */
const LOOK_EVERY = 16;
/** Wider objects are rare, and a clone's cost for each of them is mostly that of their values. */
const MAX_KEYS = 64;

export type PlainObject = Record<string, unknown>;

/** What can be iterated is the `arguments` of a function, which cannot be cloned. */
export function isPlain(value: unknown): value is PlainObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !types.isProxy(value) &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !(Symbol.iterator in value)
  );
}

/** The names of its properties, if it may be taken apart by them. */
export function plainKeys(object: PlainObject): readonly string[] | undefined {
  const keys = Object.keys(object);
  const fits = keys.length > 0 && keys.length <= MAX_KEYS && !keys.includes('__proto__');
  return fits ? keys : undefined;
}

/** To look at the keys of an array takes as long as to copy some of its elements. */
const MAX_ELEMENTS = 1 << 12;
/** Longer arrays are cloned as fast as their elements, unless these are sent faster than they are cloned. */
const MAX_OF_ANY = 8;
/** V8 copies pieces of a text up to this; longer ones hold on to the text that they are cut from. */
export const SHORT_TEXT = 12;

/** Indices come first: as many keys as elements, and the last of them an index, leave no hole and no name. */
export function isPlainArray(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value) || types.isProxy(value)) return false;
  const { length } = value;
  if (length > MAX_ELEMENTS || Object.getPrototypeOf(value) !== Array.prototype) return false;
  const keys = Object.keys(value);
  return keys.length === length && (length === 0 || keys[length - 1] === String(length - 1));
}

/** Whether it pays to take arrays of primitive values like this one apart, as far as one can be judged by itself. */
export function isWorthTakingApart(array: readonly unknown[]): boolean {
  if (hasAccessor(array)) return false;
  if (array.length <= MAX_OF_ANY) return array.every(isPrimitive);
  return (
    array.every((value) => typeof value === 'number') ||
    array.every((value) => typeof value === 'string' && value.length <= SHORT_TEXT)
  );
}

/** Whether it is one of those that are looked at, and has one. */
export function mayHaveAccessor(object: object, row: number): boolean {
  return row % LOOK_EVERY === 0 && hasAccessor(object);
}

/** Whether it is none of them, and has one all the same. */
export function hasUnseenAccessor(object: object, row: number): boolean {
  return row % LOOK_EVERY !== 0 && hasAccessor(object);
}

/** To ask does not run it. */
export function hasAccessor(object: object): boolean {
  return Object.keys(object).some(
    (key) => Object.getOwnPropertyDescriptor(object, key)?.get !== undefined,
  );
}

/** A symbol is none that can be sent: to clone it is an error, for structured clone to raise. */
export function isPrimitive(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'undefined':
    case 'bigint':
      return true;
    default:
      return value === null;
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Somebody has put a property that is enumerated into all objects. */
export function isPrototypePolluted(): boolean {
  for (const _ in Object.prototype) return true;
  return false;
}

/** Of a subclass nothing would arrive but the date: structured clone has its own word to say of that. */
export function isPlainDate(value: unknown): value is Date {
  return types.isDate(value) && Object.getPrototypeOf(value) === Date.prototype;
}

/** Longer views are copied as fast by v8, and from some length on not at all. */
const MAX_BYTES = 1 << 12;

/** Of a typed array or Buffer that may be taken apart. An empty one may have lost its memory, which structured clone refuses. */
export function partsOfSmallView(value: unknown): ViewParts | undefined {
  if (!ArrayBuffer.isView(value) || SHARED_MEMORY.isUsed) return undefined;
  const parts = partsOfView(value);
  const { kind, buffer, byteLength } = parts;
  if (byteLength === 0 || byteLength > MAX_BYTES) return undefined;
  if (types.isSharedArrayBuffer(buffer) || isResizable(buffer)) return undefined;
  return isBufferKind(kind) || byteLength === buffer.byteLength ? parts : undefined;
}
