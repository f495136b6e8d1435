/**
 * Bytes for another thread, in shared memory that is lent to it until it has taken a copy. Then it is used again for the next.
 *
 *    lend(bytes) ──► a view of shared memory ── posted ──► takeLent: a copy of its own
 *       ▲                                                          │
 *       └──────────── a number in front of the bytes ◄─────────────┘
 *                       1 lent · 0 returned
 *
 * Not moved, which would save a copy: before V8 13 (Node 20 and 22) the engine compiles all that uses typed arrays anew
 * once a buffer has been moved away, with a check at each access: 10 to 70 % slower, in the whole thread and for good. The
 * tasks of a pool would pay for that, and the program.
 *
 * Not used where it has come, which would save a copy as well: the garbage collector does not count shared memory, and so lets
 * what nobody returns grow without end.
 */
import { types } from 'node:util';
import { KeptMemory } from './kept-memory.ts';

/** The number; as long as a double, so that those behind it are aligned. */
const HEAD_BYTES = 8;
const RETURNED = 0;
const LENT = 1;

/** Of more than so many that have not come back (their threads have ended) the oldest are no longer waited for. */
const MAX_LENT = 64;

const away: SharedArrayBuffer[] = [];
const kept = new KeptMemory(
  (byteLength) => new SharedArrayBuffer(byteLength),
  () => {
    away.length = 0; // whoever has some keeps it
  },
);

/** A copy for another thread. */
export function lend({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  takeReturned();
  const memory = kept.take(HEAD_BYTES + byteLength);
  Atomics.store(headOf(memory), 0, LENT);
  away.push(memory);
  if (away.length > MAX_LENT) away.shift();
  const bytes = new Uint8Array(memory, HEAD_BYTES, byteLength);
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength));
  return bytes;
}

/** In the other thread: a copy of its own, at the beginning of `memory`. What was lent is returned; anything else is copied as well. */
export function takeLent(lent: ArrayBufferView, memory?: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = lent;
  const bytes = new Uint8Array(memory ?? new ArrayBuffer(byteLength), 0, byteLength);
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength));
  if (types.isSharedArrayBuffer(buffer)) Atomics.store(headOf(buffer), 0, RETURNED);
  return bytes;
}

function takeReturned(): void {
  for (let i = away.length - 1; i >= 0; i -= 1) {
    const memory = away[i] as SharedArrayBuffer; // in range
    if (Atomics.load(headOf(memory), 0) !== RETURNED) continue;
    away.splice(i, 1);
    kept.keep(memory);
  }
}

function headOf(memory: SharedArrayBuffer): Int32Array {
  return new Int32Array(memory, 0, 1);
}
