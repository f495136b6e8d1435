/**
 * Memory for long lists of numbers and the frames that they come in: what nobody can see any more is used for the next list
 * instead of being new (`kept-memory.ts`).
 *
 *    made      a list that was made here (`Int32Array`, `Float64Array`), alone in its memory. Whoever has written its bytes
 *              elsewhere is the last to have it: `discard`
 *    received  a list that came in a message, a view of the message's frame or of memory of its own. Who has read all of
 *              it and kept nothing but numbers says so: `giveBack`. The memory is free when all lists in it are given back
 *
 * To say nothing is always right: then the memory is the garbage collector's. To say it of any other list does nothing.
 *
 * Invariant: a list that is discarded or given back is in no caller's hands, and never will be.
 */
import { unfilledMemory } from '../base/freed-blocks.ts';
import { KeptMemory } from './kept-memory.ts';

/** As `numbers.ts` packs them. */
type Numbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Of shorter lists nothing is kept: a few pages, and each view of them costs some hundred nanoseconds. */
export const LONG_LIST_BYTES: number = 1 << 15;
/** No list of fewer numbers is a long one: nothing has to be said of it, and nothing asked. */
export const LONG_LIST: number = LONG_LIST_BYTES / Float64Array.BYTES_PER_ELEMENT;
const kept = new KeptMemory(unfilledMemory);

const made = new WeakSet<Numbers>();
/** How many lists in it have not been given back. */
const received = new WeakMap<ArrayBuffer, number>();

/** Memory of at least `byteLength`, with anything in it. */
export function takeMemory(byteLength: number): ArrayBuffer {
  return kept.take(byteLength);
}

/** Nobody sees it any more. */
export function keepMemory(memory: ArrayBuffer): void {
  if (memory.byteLength >= LONG_LIST_BYTES) kept.keep(memory);
}

/** A list whose elements are all still to be set: they may be anything. */
export function makeInt32s(length: number): Int32Array<ArrayBuffer> {
  const byteLength = length * Int32Array.BYTES_PER_ELEMENT;
  if (byteLength < LONG_LIST_BYTES) return new Int32Array(length);
  return asMade(new Int32Array(takeMemory(byteLength), 0, length));
}

/** As `makeInt32s`. */
export function makeFloat64s(length: number): Float64Array<ArrayBuffer> {
  const byteLength = length * Float64Array.BYTES_PER_ELEMENT;
  if (byteLength < LONG_LIST_BYTES) return new Float64Array(length);
  return asMade(new Float64Array(takeMemory(byteLength), 0, length));
}

function asMade<List extends Numbers>(list: List): List {
  made.add(list);
  return list;
}

/** The list was made here, and nobody looks at it any more. */
export function discard(list: unknown): void {
  if (typeof list !== 'object' || list === null || !made.delete(list as Numbers)) return;
  keepMemory((list as Numbers).buffer);
}

/** A list has come in `memory`. */
export function noteReceived(memory: ArrayBuffer): void {
  received.set(memory, (received.get(memory) ?? 0) + 1);
}

/** If the list has come in a message: nobody looks at it any more. To be said once. */
export function giveBack(list: unknown): void {
  if (list instanceof Float64Array || list instanceof Int32Array)
    giveBackMemory(list.buffer as ArrayBuffer); // others are not in the map
}

/** As `giveBack`, for who has noted it for himself: a frame is held as long as it is read, whatever lists of it are given back meanwhile. */
export function giveBackMemory(memory: ArrayBuffer): void {
  const left = received.get(memory);
  if (left === undefined) return;
  if (left > 1) {
    received.set(memory, left - 1);
  } else {
    received.delete(memory);
    keepMemory(memory);
  }
}
