/**
 * Messages as bytes. Little endian, but for memory that is copied as it is: that has the byte order of the
 * machine. Both ends are on one machine, or on machines of a cluster, which must have the same order.
 *
 *    what is packed · remainder: structured clone of a list of all that is not (only if there is any)
 *
 * A structured clone costs 3 µs before it has written anything, more than a small task with all its
 * bookkeeping: a message of numbers has none.
 */
import type { Remainder } from './remainder.ts';
import type { Sink, Source } from './sink.ts';

/** Collects bytes in a buffer that grows and is used again for the next message. */
export class ByteWriter implements Sink {
  /** Lists of what has no form in bytes, in the order in which they were written. */
  remainder: (readonly unknown[])[] = [];
  #bytes: Buffer = Buffer.allocUnsafeSlow(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
    if (this.remainder.length > 0) this.remainder = [];
    // One huge message must not keep its size reserved for ever.
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(KEPT_BYTES);
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#bytes.writeUInt32LE(value, this.#length);
    this.#length += 4;
  }

  /** Overwrites what was written at `at`. */
  patchU32(at: number, value: number): void {
    this.#bytes.writeUInt32LE(value, at);
  }

  i32(value: number): void {
    this.#reserve(4);
    this.#bytes.writeInt32LE(value, this.#length);
    this.#length += 4;
  }

  f64(value: number): void {
    this.#reserve(8);
    this.#bytes.writeDoubleLE(value, this.#length);
    this.#length += 8;
  }

  /** One byte, or that which says that four follow. */
  count(value: number): void {
    if (value < LONG) {
      this.u8(value);
    } else {
      this.u8(LONG);
      this.u32(value);
    }
  }

  /** One byte a unit if all of them are below 256, otherwise two. The last bit of the length says which. */
  text(value: string): void {
    const isWide = !isLatin1(value);
    const byteLength = isWide ? value.length * 2 : value.length;
    this.count(value.length * 2 + (isWide ? 1 : 0));
    this.#reserve(byteLength);
    if (isWide || byteLength > SHORT_TEXT) {
      this.#bytes.write(value, this.#length, isWide ? 'utf16le' : 'latin1');
    } else {
      for (let i = 0; i < byteLength; i += 1) this.#bytes[this.#length + i] = value.charCodeAt(i);
    }
    this.#length += byteLength;
  }

  memory(view: Int32Array | Float64Array | Uint8Array): void {
    this.#reserve(view.byteLength);
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  cloneList(values: readonly unknown[]): void {
    this.remainder.push(values);
  }

  /** Bytes are copied anyway. */
  copyOf(values: ArrayLike<unknown>): ArrayLike<unknown> {
    return values;
  }

  /** What was written, valid until the next `reset`. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** A copy of what was written. */
  copy(): Buffer {
    const copy = Buffer.allocUnsafe(this.#length);
    copyInto(copy, 0, this.#bytes, this.#length);
    return copy;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.view());
    this.#bytes = larger;
  }
}

const KEPT_BYTES = 1 << 20;
const LONG = 0xff;
/** Longer texts are written faster by Node than by a loop. */
const SHORT_TEXT = 32;
const SHORT_COPY = 64;

/** Puts the first `length` bytes of `from` into `to`, from `at` on. Few are copied faster by a loop than by Node. */
export function copyInto(to: Buffer, at: number, from: Buffer, length: number = from.length): void {
  if (length > SHORT_COPY) from.copy(to, at, 0, length);
  else for (let i = 0; i < length; i += 1) to[at + i] = from[i] as number; // it is as long
}

function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}

/**
 * Reads what a `ByteWriter` wrote. A length that reaches beyond the end throws a RangeError; a single number that does is
 * one of what comes next, as whoever asks for `at` will see.
 */
export class ByteReader implements Source {
  readonly #bytes: Buffer;
  readonly #remainder: Remainder | undefined;
  readonly #start: number;
  readonly #end: number;
  #at: number;
  /** How many values all lists that were cloned have. */
  #cloned = 0;

  /** The whole message begins before `at`, from where it is read, and ends before `end`; `remainder` is the last part of it. */
  constructor(bytes: Buffer, at: number, remainder?: Remainder, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#start = at;
    this.#end = end;
    this.#at = at;
    this.#remainder = remainder;
  }

  get at(): number {
    return this.#at;
  }

  u8(): number {
    const value = this.#bytes.readUInt8(this.#at);
    this.#at += 1;
    return value;
  }

  u32(): number {
    const value = this.#bytes.readUInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  i32(): number {
    const value = this.#bytes.readInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  f64(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  small(): number {
    const value = this.u8();
    return value < LONG ? value : this.u32();
  }

  count(bytesEach = 1): number {
    const value = this.small();
    this.#require(value * bytesEach);
    return value;
  }

  text(): string {
    const header = this.small();
    const isWide = (header & 1) === 1;
    const byteLength = isWide ? header - 1 : header >>> 1;
    this.#require(byteLength);
    const start = this.#at;
    this.#at += byteLength;
    return this.#bytes.toString(isWide ? 'utf16le' : 'latin1', start, this.#at);
  }

  /** A copy: what was read may be used again for the next message. */
  memory(byteLength: number): ArrayBuffer {
    this.#require(byteLength);
    const end = this.#at + byteLength;
    const value = Buffer.allocUnsafeSlow(byteLength); // a buffer of its own, and not filled with zeros first
    value.set(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return value.buffer;
  }

  clonedList(length: number): ArrayLike<unknown> {
    this.#cloned += length;
    // Each of them takes a byte at least: there are no holes.
    if (this.#remainder === undefined || this.#cloned > this.#end - this.#start)
      throw new RangeError(`the message has no room for ${length} values`);
    return this.#remainder.nextList(length);
  }

  #require(byteLength: number): void {
    if (byteLength > this.#end - this.#at)
      throw new RangeError(`the message has no room for ${byteLength} more bytes`);
  }
}
