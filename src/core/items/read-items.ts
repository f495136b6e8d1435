/**
 * Reads all items of an input at once, where that is possible; `source.ts` reads one by one.
 *
 * The caller's code runs here, in the call, as it would in a loop of the caller's over the items; and never again:
 * what comes out is a list of our own, of the classes that JavaScript came with.
 */
import { types } from 'node:util';
import { MAX_ELEMENTS, refuseSparse, refused } from '../base/check.ts';
import { NumberRange } from '../wire/list/number-range.ts';
import { makeFloat64s, makeInt32s } from '../wire/list-memory.ts';
import type { PackedNumbers } from '../wire/list/kind.ts';
import { packNumbers, ValueList } from '../wire/list/numbers.ts';
import { ReuseGuard } from './reuse-guard.ts';

/** All items of a call. Numbers are packed: they take half the room, and chunks of them need no copy. */
export type AllItems = unknown[] | PackedNumbers | NumberRange;

/** A list of its own: what the caller does to theirs afterwards changes nothing. Throws what `items` throws. */
export function readNow(items: Iterable<unknown>): AllItems {
  if (isPlainArray(items)) return copyArray(items);
  if (items instanceof NumberRange) return items; // it never changes
  if (isPlainNumbers(items)) return copyNumbers(items);
  const all = Array.isArray(items) || types.isTypedArray(items) ? [...items] : readAway(items);
  return packNumbers(all) ?? all;
}

/**
 * A list of arguments as a plain array: what is none is spread in the call, as `fn(...list)` would spread it. What
 * cannot be iterated is left as it is, for the task to fail with.
 */
export function ownArguments(list: unknown): unknown {
  if (isPlainArray(list)) return list; // a copy would cost more than to send it
  const isObject = typeof list === 'object' && list !== null;
  return isObject && Symbol.iterator in list ? [...(list as Iterable<unknown>)] : list;
}

const intrinsicIterator: unknown = Reflect.get(Array.prototype, Symbol.iterator);
const TYPED_ARRAY = Object.getPrototypeOf(Uint8Array.prototype) as object;
const intrinsicValues: unknown = Reflect.get(TYPED_ARRAY, Symbol.iterator);

/** Whether to iterate it is to read its elements by their indices. */
function isPlainArray(items: unknown): items is readonly unknown[] {
  return (
    Array.isArray(items) &&
    !types.isProxy(items) &&
    Object.getPrototypeOf(items) === Array.prototype &&
    !Object.hasOwn(items, Symbol.iterator) &&
    Reflect.get(Array.prototype, Symbol.iterator) === intrinsicIterator
  );
}

/** The same for arrays of the numbers that are sent as they are. */
function isPlainNumbers(items: unknown): items is PackedNumbers {
  if (!types.isFloat64Array(items) && !types.isInt32Array(items)) return false;
  const { prototype } = types.isFloat64Array(items) ? Float64Array : Int32Array;
  return (
    Object.getPrototypeOf(items) === prototype &&
    !Object.hasOwn(prototype, Symbol.iterator) &&
    !Object.hasOwn(items, Symbol.iterator) &&
    Reflect.get(TYPED_ARRAY, Symbol.iterator) === intrinsicValues
  );
}

/** Each element is read once: a getter may stand in its place. */
function copyArray(items: readonly unknown[]): AllItems {
  const first = Object.getOwnPropertyDescriptor(items, 0);
  if (typeof first?.value !== 'number') return [...items]; // nothing to pack
  const { length } = items;
  const values = new ValueList(length);
  for (let i = 0; i < length; i += 1) values.set(i, items[i]);
  return values.take();
}

function copyNumbers(items: PackedNumbers): PackedNumbers {
  const copy = types.isInt32Array(items) ? makeInt32s(items.length) : makeFloat64s(items.length);
  copy.set(items);
  return copy;
}

/** Reads what makes its items as it goes: some give the same object again and again, with other content. */
function readAway(items: Iterable<unknown>): unknown[] {
  const all: unknown[] = [];
  const guard = new ReuseGuard();
  for (const item of items) {
    const own = guard.admit(item, (before) => {
      all[all.length - 1] = before;
    });
    all.push(own);
  }
  return all;
}

/** Throws unless items can be had from `value`, one after another. @throws OptionError */
export function checkIterable(name: string, value: unknown): void {
  const isObject = value !== null && (typeof value === 'object' || typeof value === 'function');
  const canIterate =
    typeof value === 'string' ||
    (isObject && (Symbol.iterator in value || Symbol.asyncIterator in value));
  if (!canIterate) throw refused(name, value, 'must be an iterable or an async iterable');
  if (Array.isArray(value) && value.length > MAX_ELEMENTS) refuseSparse(name, value);
}

/** Whether the next item may take its time; that of a string never does. */
export function isAsyncIterable<T>(
  items: Iterable<T> | AsyncIterable<T>,
): items is AsyncIterable<T> {
  return typeof items !== 'string' && Symbol.asyncIterator in items;
}
