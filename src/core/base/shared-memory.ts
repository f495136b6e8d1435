/**
 * Arrays that `manyhands/shared` has made or taken to be shared. Who writes one asks here how it crosses; whoever uses none
 * pays for a look at an empty flag.
 */
import type { Reach } from './reach.ts';

/** How one crosses. */
export interface SharedMemory {
  /** A view of memory that threads share. */
  forThreads(): ArrayBufferView;
  /** An instance of a class that says itself how it travels. Absent: to processes it goes as any array. */
  readonly forProcesses?: () => object;
}

const known = new WeakMap<object, SharedMemory>();

export const SHARED_MEMORY: {
  isUsed: boolean;
  /** Where what is being packed goes to. */
  reach: Reach;
} = { isUsed: false, reach: 'thread' };

export function rememberShared(view: ArrayBufferView, memory: SharedMemory): void {
  SHARED_MEMORY.isUsed = true;
  known.set(view, memory);
}

export function forgetShared(view: ArrayBufferView): void {
  known.delete(view);
}

export function findShared(view: object): SharedMemory | undefined {
  return SHARED_MEMORY.isUsed ? known.get(view) : undefined;
}

/** Whether structured clone would not do it justice. */
export function mustBePacked(view: object, reach: Reach): boolean {
  const memory = findShared(view);
  return memory !== undefined && (reach === 'thread' || memory.forProcesses !== undefined);
}
