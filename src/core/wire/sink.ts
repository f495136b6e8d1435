/**
 * What a message is written to, and what it is read from. There are two of each:
 *
 *    bytes.ts    one buffer, for processes and the cluster; what has no form in bytes is the message's
 *                *remainder*: one structured clone behind them
 *    posted.ts   a flat list of values, for threads: `postMessage` clones it and moves its buffers
 *
 * Whoever writes does not know which of the two it is: `fields.ts` and the kinds of lists see these
 * interfaces only.
 */
export interface Sink {
  u8(value: number): void;
  u32(value: number): void;
  i32(value: number): void;
  f64(value: number): void;
  /** A number from 0 to 2³² - 1 that is small mostly. */
  count(value: number): void;
  /** Any 16-bit units, lone surrogates included. */
  text(value: string): void;
  /** The bytes of `view`, which must not be changed before the message has been sent. */
  memory(view: Int32Array | Float64Array | Uint8Array): void;
  /** Values that are left to structured clone: to each it is as if it were cloned by itself. */
  cloneList(values: readonly unknown[]): void;
}

/**
 * Reads in the order of writing. Invariant: nothing is allocated for a length that cannot be in what is
 * there; such a length throws a RangeError.
 */
export interface Source {
  u8(): number;
  u32(): number;
  i32(): number;
  f64(): number;
  /** How many of something follow, each of which takes at least `bytesEach`. */
  count(bytesEach?: number): number;
  /** A number written by `Sink.count` that counts nothing in the message. */
  small(): number;
  text(): string;
  /** So many bytes, which are nobody else's. If they are many they may be of memory that is to be given back: see `list-memory.ts`. */
  memory(byteLength: number): Uint8Array<ArrayBuffer>;
  /** A list without holes that was left to structured clone; `UnreadableList` if that could not read it. */
  clonedList(length: number): ArrayLike<unknown>;
}

/** A list that is written from where it is: before the byte `at` of all others. */
export interface LongList {
  readonly at: number;
  readonly bytes: Buffer;
}
