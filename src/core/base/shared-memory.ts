/**
 * Arrays that `manyhands/shared` has made or taken to be shared. Who writes one asks here how it crosses; whoever uses none
 * pays for a look at an empty flag.
 */
import { HANDLE } from './served.ts';
import type { Part } from './large.ts';
import type { Reach } from './reach.ts';
import { partsOfView } from './views.ts';

/** How one crosses. */
export interface SharedMemory {
  /** A view of memory that threads share. */
  forThreads(): ArrayBufferView;
  /** An instance of a class that says itself how it travels. Absent: to processes it goes as any array. */
  readonly forProcesses?: () => object;
  /** What travels in its place inside of a value: of a view that has no method of its own for that (`served.ts`). */
  readonly handle?: () => object;
}

/** Bytes of a buffer that are sent as what they were when they were shared. */
export interface SteadyPart extends Part {
  /** What they were, in memory of its own. */
  readonly read: () => Uint8Array;
  /** SHA-256 of that, in hexadecimal. */
  readonly hash: () => string;
}

const known = new WeakMap<object, SharedMemory>();
/** By buffer. */
const steady = new WeakMap<ArrayBufferLike, readonly SteadyPart[]>();
/** Everything that was shared once. */
const marked = new WeakSet<object>();
/** Memory of which every view is shared, and how it crosses. */
const wholly = new WeakMap<ArrayBufferLike, (view: ArrayBufferView) => SharedMemory>();

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

/** Until what is returned is called. */
export function rememberPart(part: SteadyPart): () => void {
  const { buffer } = part;
  steady.set(buffer, [...steadyPartsOf(buffer), part]);
  return () => {
    const left = steadyPartsOf(buffer).filter((one) => one !== part);
    if (left.length > 0) steady.set(buffer, left);
    else steady.delete(buffer);
  };
}

export function steadyPartsOf(buffer: ArrayBufferLike): readonly SteadyPart[] {
  return steady.get(buffer) ?? NO_PARTS;
}

const NO_PARTS: readonly SteadyPart[] = [];

/** SHA-256, in hexadecimal. Loads what it needs when it is first called. */
export function hashOf(bytes: Uint8Array): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(bytes).digest('hex');
}

/** Other views of that memory are shared as well: a part of an array is no copy of that part. */
export function rememberMemory(
  buffer: ArrayBufferLike,
  memoryOf: (view: ArrayBufferView) => SharedMemory,
): void {
  wholly.set(buffer, memoryOf);
}

export function forgetMemory(buffer: ArrayBufferLike): void {
  wholly.delete(buffer);
}

export function findShared(view: object): SharedMemory | undefined {
  if (!SHARED_MEMORY.isUsed) return undefined;
  const own = known.get(view);
  if (own !== undefined || !ArrayBuffer.isView(view)) return own;
  return wholly.get(partsOfView(view).buffer)?.(view);
}

/** What an array that is shared, or was, has of its own under symbols, besides ours; `undefined` for others. */
export function symbolsOfShared(view: object): symbol[] | undefined {
  if (!marked.has(view)) return undefined;
  const isOwn = (key: symbol): boolean => key !== HANDLE && key !== Symbol.dispose;
  return Object.getOwnPropertySymbols(view).filter(isOwn);
}

/** Whether structured clone would not do it justice. */
export function mustBePacked(view: object, reach: Reach): boolean {
  const memory = findShared(view);
  return memory !== undefined && (reach === 'thread' || memory.forProcesses !== undefined);
}
