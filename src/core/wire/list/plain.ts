/**
 * What may be taken apart: objects and arrays that arrive as structured clone would leave them, if their values are put together
 * again. No classes, no accessors, no holes, no names on arrays. Nothing of the caller's runs here.
 */
import { inspect, types } from 'node:util';
import { hasGetterAt } from '../../base/getter.ts';
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

/** A few elements of each array are looked at one by one. */
const FEW_ELEMENTS = 64;
/** Longer arrays are cloned as fast as their elements, unless these are sent faster than they are cloned. */
const MAX_OF_ANY = 8;
/** V8 copies pieces of a text up to this; longer ones hold on to the text that they are cut from. */
export const SHORT_TEXT = 12;

/** Of no class, and without names. A long one may have holes: they are found when it is read. */
export function isPlainArray(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value) || types.isProxy(value)) return false;
  if (Object.getPrototypeOf(value) !== Array.prototype) return false;
  const { length } = value;
  if (length > FEW_ELEMENTS) return !(Symbol.toStringTag in value) && NO_NAMES.test(inShort(value));
  // Indices come first: as many keys as elements, and the last of them an index, leave no hole and no name.
  const keys = Object.keys(value);
  return keys.length === length && (length === 0 || keys[length - 1] === String(length - 1));
}

/** All keys of a long array would be a text for each element. Node shows names without a look at the elements. */
function inShort(array: readonly unknown[]): string {
  return inspect(array, IN_SHORT);
}

/** A program may have set others as what is usual. */
const IN_SHORT = {
  maxArrayLength: 0,
  depth: 0,
  customInspect: false,
  numericSeparator: false,
  colors: false,
  showHidden: false,
  compact: 3,
  breakLength: 80,
};

const NO_NAMES = /^\[ \.\.\. \d+ more items \]$/;

/** Whether there is nothing at this place: to be asked of what reads as `undefined`. */
export function isHole(array: readonly unknown[], at: number): boolean {
  return !Object.hasOwn(array, at);
}

/** So many tell what an array has. */
const FIRST = 16;

/** Elements that an array begins with; `undefined` if one of them has a getter. */
export function firstElements(array: readonly unknown[]): unknown[] | undefined {
  const first: unknown[] = [];
  for (let at = 0; at < array.length && at < FIRST; at += 1) {
    if (hasGetterAt(array, at)) return undefined;
    first.push(array[at]);
  }
  return first;
}

/** Whether it pays to take arrays of so many elements apart that begin with these primitive values. */
export function isWorthTakingApart(first: readonly unknown[], length: number): boolean {
  return (
    length <= MAX_OF_ANY ||
    first.every((value) => typeof value === 'number') ||
    first.every((value) => typeof value === 'string' && value.length <= SHORT_TEXT)
  );
}

/** Whether it is one of those that are looked at, and has one. */
export function mayHaveAccessor(object: object, row: number): boolean {
  return isLookedAt(object, row) && hasAccessor(object);
}

/** Whether it is none of them, and has one all the same. */
export function hasUnseenAccessor(object: object, row: number): boolean {
  return !isLookedAt(object, row) && hasAccessor(object);
}

function isLookedAt(object: object, row: number): boolean {
  return row % LOOK_EVERY === 0 && !(Array.isArray(object) && object.length > FEW_ELEMENTS);
}

/** To ask does not run it. */
export function hasAccessor(object: object): boolean {
  return Object.keys(object).some((key) => hasGetterAt(object, key));
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
