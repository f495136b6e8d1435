/**
 * Arrays that `manyhands/shared` has made or taken to be shared. Who writes one asks here how it crosses; whoever uses none
 * pays for a look at an empty flag.
 */
import { HANDLE } from './served.ts';
import type { Reach } from './reach.ts';
import { partsOfView } from './views.ts';

/** How one crosses. */
export interface SharedMemory {
  /** A view of memory that threads share. */
  forThreads(): ArrayBufferView;
  /** An instance of a class that says itself how it travels. Absent: to processes it goes as any array. */
  readonly forProcesses?: () => object;
}

const known = new WeakMap<object, SharedMemory>();
/** Everything that was shared once. */
const marked = new WeakSet<object>();
/** Memory of which every view is shared, and what makes one so. */
const wholly = new WeakMap<ArrayBufferLike, (view: ArrayBufferView) => void>();

export const SHARED_MEMORY: {
  isUsed: boolean;
  /** Where what is being packed goes to. */
  reach: Reach;
} = { isUsed: false, reach: 'thread' };

export function rememberShared(view: ArrayBufferView, memory: SharedMemory): void {
  SHARED_MEMORY.isUsed = true;
  known.set(view, memory);
  marked.add(view);
}

export function forgetShared(view: ArrayBufferView): void {
  known.delete(view);
  Reflect.deleteProperty(view, HANDLE);
}

/** Other views of that memory are shared when they are met: a part of an array is no copy of that part. */
export function rememberMemory(
  buffer: ArrayBufferLike,
  share: (view: ArrayBufferView) => void,
): void {
  wholly.set(buffer, share);
}

export function forgetMemory(buffer: ArrayBufferLike): void {
  wholly.delete(buffer);
}

export function findShared(view: object): SharedMemory | undefined {
  if (!SHARED_MEMORY.isUsed) return undefined;
  if (!known.has(view) && ArrayBuffer.isView(view)) wholly.get(partsOfView(view).buffer)?.(view);
  return known.get(view);
}

/**
 * What an array that is shared, or was, has of its own besides; `undefined` for others. Only what is under symbols: names
 * of large arrays cannot be told from elements in good time once there is a symbol.
 */
export function ownKeysOfShared(view: object): symbol[] | undefined {
  if (!marked.has(view)) return undefined;
  const isOwn = (key: symbol): boolean => key !== HANDLE && key !== Symbol.dispose;
  return Object.getOwnPropertySymbols(view).filter(isOwn);
}

/** Whether structured clone would not do it justice. */
export function mustBePacked(view: object, reach: Reach): boolean {
  const memory = findShared(view);
  return memory !== undefined && (reach === 'thread' || memory.forProcesses !== undefined);
}
