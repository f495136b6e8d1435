/**
 * Bytes for another thread to read, in shared memory that is lent to it: copied once, and used again for the next when it
 * has said, by a number in front of the bytes, that it has read them.
 *
 *    lend(bytes) ──► a view of shared memory ── posted ──► the other thread reads it ──► returnLent
 *       ▲                                                                                   │
 *       └───────────────────────── 1 lent · 0 returned ◄────────────────────────────────────┘
 *
 * Not moved, which would save the copy: before V8 13 (Node 20 and 22) the engine compiles all that uses typed arrays anew
 * once a buffer has been moved away, with a check at each access: 10 to 30 % slower, in the whole thread and for good. The
 * tasks of a pool would pay for that, and the program.
 *
 * Who never returns it keeps it: then it is the garbage collector's.
 */
import { types } from 'node:util';
import { KeptMemory } from './kept-memory.ts';

/** The number; as long as a double, so that those behind it are aligned. */
const HEAD_BYTES = 8;
const RETURNED = 0;
const LENT = 1;

/** Of more than so many that have not come back the oldest are no longer waited for. */
const MAX_LENT = 64;

const kept = new KeptMemory((byteLength) => new SharedArrayBuffer(byteLength));
const lent: SharedArrayBuffer[] = [];

/** A copy for another thread. */
export function lend({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  takeReturned();
  const memory = kept.take(HEAD_BYTES + byteLength);
  Atomics.store(headOf(memory), 0, LENT);
  lent.push(memory);
  if (lent.length > MAX_LENT) lent.shift();
  const bytes = new Uint8Array(memory, HEAD_BYTES, byteLength);
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength));
  return bytes;
}

/** Whether that is what `lend` gave another thread, and not memory of this one. */
export function isLent(memory: ArrayBufferLike): memory is SharedArrayBuffer {
  return types.isSharedArrayBuffer(memory);
}

/** In the other thread: it has read all that it wants of it. To be called once. */
export function returnLent(memory: SharedArrayBuffer): void {
  Atomics.store(headOf(memory), 0, RETURNED);
}

/** In the other thread: a copy of its own; what was lent is returned. */
export function takeLent({
  buffer,
  byteOffset,
  byteLength,
}: ArrayBufferView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
  if (isLent(buffer)) returnLent(buffer);
  return bytes;
}

function takeReturned(): void {
  for (let i = lent.length - 1; i >= 0; i -= 1) {
    const memory = lent[i] as SharedArrayBuffer; // in range
    if (Atomics.load(headOf(memory), 0) !== RETURNED) continue;
    lent.splice(i, 1);
    kept.keep(memory);
  }
}

function headOf(memory: SharedArrayBuffer): Int32Array {
  return new Int32Array(memory, 0, 1);
}
