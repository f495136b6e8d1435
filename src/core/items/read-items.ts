/** Reads all items of an input at once, where that is possible; `source.ts` reads one by one. */
import { refused } from '../base/check.ts';
import { isPackedNumbers, packNumbers, type PackedNumbers } from '../wire/list/numbers.ts';

/** All items of a call. Numbers are packed: they take half the room, and chunks of them need no copy. */
export type AllItems = unknown[] | PackedNumbers;

/** A list of its own: what the caller does to theirs afterwards changes nothing. Throws what `items` throws. */
export function readNow(items: Iterable<unknown>): AllItems {
  if (Array.isArray(items)) return packNumbers(items) ?? items.slice();
  if (isPackedNumbers(items)) return items.slice();
  const all = Array.from(items);
  return packNumbers(all) ?? all;
}

/** Throws unless items can be had from `value`, one after another. @throws OptionError */
export function checkIterable(name: string, value: unknown): void {
  const isObject = value !== null && (typeof value === 'object' || typeof value === 'function');
  const canIterate =
    typeof value === 'string' ||
    (isObject && (Symbol.iterator in value || Symbol.asyncIterator in value));
  if (!canIterate) throw refused(name, value, 'must be an iterable or an async iterable');
}

/** Whether the next item may take its time; that of a string never does. */
export function isAsyncIterable<T>(
  items: Iterable<T> | AsyncIterable<T>,
): items is AsyncIterable<T> {
  return typeof items !== 'string' && Symbol.asyncIterator in items;
}
