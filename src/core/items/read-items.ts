/** Reads all items of an input at the start of a call: at once where that is possible, else one by one. */
import { isPackedNumbers, packNumbers, type PackedNumbers } from '../wire/list/numbers.ts';
import type { Source } from './source.ts';

/** All items of a call. Numbers are packed: they take half the room, and chunks of them need no copy. */
export type AllItems = unknown[] | PackedNumbers;

/** A list of its own: what the caller does to theirs afterwards changes nothing. Throws what `items` throws. */
export function readNow(items: Iterable<unknown>): AllItems {
  if (Array.isArray(items)) return packNumbers(items) ?? items.slice();
  if (isPackedNumbers(items)) return items.slice();
  const all = Array.from(items);
  return packNumbers(all) ?? all;
}

/** Reads `source` to its end, or until `isWanted` says no. Rejects with what the source throws. */
export async function readLater(source: Source, isWanted: () => boolean): Promise<AllItems> {
  const items: unknown[] = [];
  let reading = await source.read();
  while (reading.kind === 'item' && isWanted()) {
    items.push(reading.item);
    reading = await source.read();
  }
  if (reading.kind === 'error') throw reading.error;
  return items;
}
