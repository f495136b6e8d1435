/**
 * Results of a thread on their way to the pool: a ring of bytes in shared memory.
 *
 *    worker ── append ──► [ length after bytes | length after bytes |        ]
 *                           ▲ head: only the pool moves it             ▲ tail: only the worker
 *    pool ◄── drain ────────┘
 *
 * A posted message costs both sides 2 µs, more than a small task. What is in the ring is out of the
 * worker's hands at once, and stays when the worker dies. It only has to be said that something is there:
 * the worker rings when it leaves a result, unless it knows that the pool will look anyway,
 * and in any case when it has nothing more to do. So the more there is to do, the less is said. Where it has to ring and the
 * result can be posted as a text (`lone-call.ts`), that text is the ring.
 *
 * Results and posted messages keep their order: `after` is how many messages had been posted before.
 * Whatever does not fit is posted, so nobody ever waits for room.
 */
import { readU32, writeU32 } from './bytes.ts';

/** A result larger than this gains nothing, and would push out many small ones. */
export const MAX_RESULT_BYTES = 1024;

const CAPACITY = 1 << 18;
const HEAD = 0;
const TAIL = 1;
const BELL = 2;
/** Values of `BELL`: how the pool comes to look again. */
const MUST_RING = 0;
const HAS_RUNG = 1;
const LOOKS_BY_ITSELF = 2;
const CONTROL_BYTES = 16;
const ENTRY_BYTES = 8;
/** In place of a length: what is left of the ring is empty, go on at its beginning. */
const SKIP = 0xffff_ffff;

/** Both ends: the pool makes one, the worker another over the same `memory`. */
export class SharedResults {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;
  readonly #bytes: Buffer;

  constructor(memory?: SharedArrayBuffer) {
    this.memory = memory ?? new SharedArrayBuffer(CONTROL_BYTES + CAPACITY);
    this.#cells = new Int32Array(this.memory, 0, CONTROL_BYTES / 4);
    this.#bytes = Buffer.from(this.memory, CONTROL_BYTES);
  }

  /** Worker: false if there is no room; then nothing has changed. */
  append(body: Uint8Array, after: number): boolean {
    const size = ENTRY_BYTES + padded(body.length);
    const tail = this.#load(TAIL);
    const untilEnd = CAPACITY - (tail % CAPACITY);
    const skipped = size > untilEnd ? untilEnd : 0;
    const used = (tail - this.#load(HEAD)) >>> 0;
    if (body.length > MAX_RESULT_BYTES || used + skipped + size > CAPACITY) return false;
    if (skipped > 0) writeU32(this.#bytes, tail % CAPACITY, SKIP);
    const at = ((tail + skipped) >>> 0) % CAPACITY;
    writeU32(this.#bytes, at, body.length);
    writeU32(this.#bytes, at + 4, after);
    this.#bytes.set(body, at + ENTRY_BYTES);
    this.#store(TAIL, tail + skipped + size);
    return true;
  }

  /** Worker, after `append`: whether the pool has to be told. One ring is enough until it has looked. */
  mustRing(): boolean {
    return Atomics.compareExchange(this.#cells, BELL, MUST_RING, HAS_RUNG) === MUST_RING;
  }

  /** Worker, when it has nothing to do: whether to wake a pool that would look by itself, but later. */
  mustRingBeforeIdle(): boolean {
    if (this.#load(HEAD) === this.#load(TAIL)) return false;
    return (
      Atomics.compareExchange(this.#cells, BELL, LOOKS_BY_ITSELF, HAS_RUNG) === LOOKS_BY_ITSELF
    );
  }

  /** Pool, before a last look: whether it will look again by itself, or only when it is told to. */
  announce(looksByItself: boolean): void {
    Atomics.store(this.#cells, BELL, looksByItself ? LOOKS_BY_ITSELF : MUST_RING);
  }

  /**
   * Pool: hands on, in order, what was appended before the message number `after`: where in the ring's own bytes
   * it begins and ends, to be read at once. Returns how many results there were.
   */
  drain(after: number, onResult: (bytes: Buffer, start: number, end: number) => void): number {
    let count = 0;
    if (Atomics.load(this.#cells, HEAD) === Atomics.load(this.#cells, TAIL)) return count; // mostly
    for (let at = this.#next(after); at !== undefined; at = this.#next(after)) {
      const length = readU32(this.#bytes, at);
      const from = at + ENTRY_BYTES;
      onResult(this.#bytes, from, from + length);
      this.#store(HEAD, this.#load(HEAD) + ENTRY_BYTES + padded(length));
      count += 1;
    }
    return count;
  }

  /** Where the next result is, if there is one and it is its turn. */
  #next(after: number): number | undefined {
    const head = this.#load(HEAD);
    if (head === this.#load(TAIL)) return undefined;
    const at = head % CAPACITY;
    if (readU32(this.#bytes, at) === SKIP) {
      this.#store(HEAD, head + CAPACITY - at);
      return this.#next(after);
    }
    return readU32(this.#bytes, at + 4) === after >>> 0 ? at : undefined;
  }

  /** Counters only grow, and wrap as 32-bit numbers. */
  #load(cell: number): number {
    return Atomics.load(this.#cells, cell) >>> 0;
  }

  #store(cell: number, value: number): void {
    Atomics.store(this.#cells, cell, value | 0);
  }
}

/** Entries begin at multiples of eight, so that a length is never cut in two by the end of the ring. */
function padded(length: number): number {
  return (length + 7) & ~7;
}
