/** `share`: an array that is read by many tasks, and copied as seldom as possible. */
import { refused } from '../../core/base/check.ts';
import { HANDLE } from '../../core/base/served.ts';
import {
  forgetShared,
  hashOf,
  rememberPart,
  rememberShared,
  SHARED_MEMORY,
} from '../../core/base/shared-memory.ts';
import { makeView, partsOfView } from '../../core/base/views.ts';
import { pinPart } from '../../core/large/kept-buffer.ts';
import { LARGE_BYTES, type Part } from '../../core/base/large.ts';
import { memoryHandle } from './memory-handle.ts';
// oxlint-disable-next-line import/no-unassigned-import -- handles that come back are read by it
import '../read-handles.ts';

/**
 * Marks an array that many tasks read, and returns it. It stays what it is here; wherever it is captured or passed, each
 * worker gets it once: a process maps or reads one file in memory, and threads share one copy, made when the first of them
 * gets it. The same array again costs nothing then. CPython: a global that forked workers inherit.
 *
 * It is for reading. What is written here afterwards is not seen by workers; what a process writes, its own later tasks see;
 * what a thread writes, all threads see. Disposed, the array is one as any other again.
 *
 * @param array a typed array, `DataView` or `Buffer`; there is something to gain from 1 MB on
 * @throws OptionError if it is no view, or nothing can be added to it
 * @example
 * using weights = share(new Float64Array(1_000_000).fill(0.5));
 * const sums = await pool.map((from: number) => (weights[from] ?? 0) + (weights[from + 1] ?? 0), [0, 10, 20]);
 * console.log(sums); // [1, 1, 1]
 */
export function share<T extends ArrayBufferView>(array: T): T & Disposable {
  if (!ArrayBuffer.isView(array))
    throw refused('the array to share', array, 'must be a typed array, a DataView or a Buffer');
  if (!Object.isExtensible(array))
    throw refused(
      'the array to share',
      array,
      'must be extensible: it is given a method to end it',
    );
  ends.get(array)?.(); // shared once more it is what it is now
  const { buffer, byteOffset: from, byteLength: length } = partsOfView(array);
  const isOwn = !(buffer instanceof SharedArrayBuffer);
  let copy: ArrayBufferView | undefined;
  const forThreads = (): ArrayBufferView => (copy ??= isOwn ? copyOf(array) : array);
  const undo = isOwn && length >= LARGE_BYTES ? keepPart({ buffer, from, length }) : undefined;
  rememberShared(array, { forThreads });
  const handle = (): object =>
    memoryHandle(SHARED_MEMORY.reach === 'thread' ? forThreads() : array);
  const end = (): void => {
    ends.delete(array);
    undo?.();
    forgetShared(array);
  };
  ends.set(array, end);
  const dispose = (): void => ends.get(array)?.();
  Object.defineProperties(array, {
    [HANDLE]: { value: handle, configurable: true },
    [Symbol.dispose]: { value: dispose, configurable: true },
  });
  return array as T & Disposable; // it has the method now
}

/** Of those that are shared: what makes each one as any other again. */
const ends = new WeakMap<ArrayBufferView, () => void>();

/** As it is now, for processes in a file; a cluster is sent it once. Returns how to end that. */
function keepPart(part: Part): () => void {
  const pinned = pinPart(part);
  const { buffer, from, length } = part;
  let copied: Uint8Array | undefined;
  const copy = (): Uint8Array => (copied ??= new Uint8Array(buffer, from, length).slice());
  const read = pinned?.read ?? copy;
  let hash: string | undefined;
  const forget = rememberPart({ ...part, read, hash: () => (hash ??= hashOf(read())) });
  return () => {
    forget();
    pinned?.unpin();
  };
}

function copyOf(array: ArrayBufferView): ArrayBufferView {
  const { kind, buffer, byteOffset, byteLength } = partsOfView(array);
  const copy = new SharedArrayBuffer(byteLength);
  new Uint8Array(copy).set(new Uint8Array(buffer, byteOffset, byteLength));
  return makeView({ kind, byteOffset: 0, byteLength }, copy);
}
