/**
 * Memory for long lists of numbers and the frames that they come in. A page that is touched for the first time costs 5 to 20 µs on a virtual
 * machine, so what nobody can see any more is used for the next list instead of being new.
 *
 *    made      a list that was made here (`Int32Array`, `Float64Array`), alone in its memory. Whoever has written its bytes elsewhere, or has
 *              moved its memory, is the last to have it: `discard`
 *    received  a list that came in a message, a view of the message's frame or of memory that was moved here. Who has read all of
 *              it and kept nothing but numbers says so: `giveBack`. The memory is free when all lists in it are given back
 *
 * To say nothing is always right: then the memory is the garbage collector's. To say it of any other list does nothing. What is free is kept for
 * a while, and only so much of it.
 *
 * Invariant: a list that is discarded or given back is in no caller's hands, and never will be.
 */
import { setTimeout } from 'node:timers';
import { unfilledMemory } from '../base/freed-blocks.ts';
import { unref } from '../base/timer.ts';

/** As `numbers.ts` packs them. */
type Numbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Of shorter lists nothing is kept: a few pages, and each view of them costs some hundred nanoseconds. */
export const LONG_LIST_BYTES: number = 1 << 15;
/** No list of fewer numbers is a long one: nothing has to be said of it, and nothing asked. */
export const LONG_LIST: number = LONG_LIST_BYTES / Float64Array.BYTES_PER_ELEMENT;
/** The arguments of a call with a million doubles, and the chunks of it that are under way. */
const MAX_KEPT_BYTES = 1 << 24;
/** What nobody has needed for so long is given to others. */
const KEPT_MS = 1000;
/** Memory is not taken for a list that needs less than this share of it. */
const WASTE = 4;
/** Lists of nearly the same length fit the memory of each other. */
const STEP_BYTES = 1 << 15;

const kept: ArrayBuffer[] = [];
let keptBytes = 0;
let isUsed = false;
let forgetting: NodeJS.Timeout | undefined;

const made = new WeakSet<Numbers>();
/** How many lists in it have not been given back. */
const received = new WeakMap<ArrayBuffer, number>();

/** Memory of at least `byteLength`, with anything in it. */
export function takeMemory(byteLength: number): ArrayBuffer {
  let best = -1;
  for (let i = 0; i < kept.length; i += 1) {
    const size = sizeAt(i);
    if (size < byteLength || size > byteLength * WASTE) continue;
    if (best < 0 || size < sizeAt(best)) best = i;
  }
  if (best >= 0) return takeAt(best);
  return unfilledMemory(Math.ceil(byteLength / STEP_BYTES) * STEP_BYTES);
}

/** Nobody sees it any more. */
export function keepMemory(memory: ArrayBuffer): void {
  const { byteLength } = memory;
  if (byteLength < LONG_LIST_BYTES || keptBytes + byteLength > MAX_KEPT_BYTES) return;
  kept.push(memory);
  keptBytes += byteLength;
  isUsed = true;
  forgetting ??= unref(setTimeout(forget, KEPT_MS));
}

function sizeAt(index: number): number {
  return kept[index]?.byteLength ?? 0;
}

function takeAt(index: number): ArrayBuffer {
  const memory = kept[index] as ArrayBuffer; // in range
  const last = kept.pop() as ArrayBuffer; // there is at least this one
  if (last !== memory) kept[index] = last;
  keptBytes -= memory.byteLength;
  isUsed = true;
  return memory;
}

function forget(): void {
  forgetting = undefined;
  if (isUsed) {
    isUsed = false;
    forgetting = unref(setTimeout(forget, KEPT_MS));
    return;
  }
  kept.length = 0;
  keptBytes = 0;
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

/** A list with the same numbers, in memory in which there is room for as many results, whatever numbers they are. */
export function copyNumbers(values: Numbers): Numbers {
  if (values.byteLength < LONG_LIST_BYTES) return values.slice();
  const memory = takeMemory(values.length * Float64Array.BYTES_PER_ELEMENT);
  const copy =
    values instanceof Int32Array
      ? new Int32Array(memory, 0, values.length)
      : new Float64Array(memory, 0, values.length);
  copy.set(values);
  return asMade(copy);
}

function asMade<List extends Numbers>(list: List): List {
  made.add(list);
  return list;
}

/** Whether there is nothing else in the list's memory, so that it may be moved. */
export function isAlone(list: object): boolean {
  return made.has(list as Numbers); // of others it is false
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
