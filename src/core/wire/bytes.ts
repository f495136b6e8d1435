/**
 * Messages as bytes. Little endian, but for memory that is copied as it is: that has the byte order of the
 * machine. Both ends are on one machine, or on machines of a cluster, which must have the same order.
 *
 *    what is packed · remainder: structured clone of a list of all that is not (only if there is any)
 *
 * A structured clone costs 3 µs before it has written anything, more than a small task with all its
 * bookkeeping: a message of numbers has none.
 */
import { LONG_LIST_BYTES, noteReceived } from './list-memory.ts';
import type { Reading, Remainder } from './remainder.ts';
import type { LongList, Sink, Source } from './sink.ts';

/** Collects bytes in a buffer that grows and is used again for the next message. */
export class ByteWriter implements Sink {
  /** Lists of what has no form in bytes, in the order in which they were written. */
  remainder: (readonly unknown[])[] = [];
  #bytes: Buffer = Buffer.allocUnsafeSlow(4096);
  /** Of what is in `#bytes`. */
  #length = 0;
  /** Long lists, which are not copied: each belongs where it says in `#bytes`. */
  #lists: LongList[] = [];
  #listBytes = 0;

  get length(): number {
    return this.#length + this.#listBytes;
  }

  /** What is written now comes after the first few bytes, which are left to whoever takes it. */
  reset(headerBytes = 0): void {
    this.#length = headerBytes;
    if (this.#lists.length > 0) this.#lists = [];
    this.#listBytes = 0;
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
    writeU32(this.#bytes, this.#length, value);
    this.#length += 4;
  }

  /** Overwrites what was written at `at`, before all lists. */
  patchU32(at: number, value: number): void {
    writeU32(this.#bytes, at, value);
  }

  i32(value: number): void {
    this.#reserve(4);
    writeU32(this.#bytes, this.#length, value);
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
    const bytes = Buffer.from(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
    if (bytes.length >= LONG_LIST_BYTES) this.#addList(bytes);
    else this.#append(bytes);
  }

  #append(bytes: Buffer): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Where numbers may begin, so that they can be read where they are. */
  #addList(bytes: Buffer): void {
    const padding = -(this.length + 1) & (ALIGNMENT - 1);
    this.u8(padding);
    for (let i = 0; i < padding; i += 1) this.u8(0);
    this.#lists.push({ at: this.#length, bytes });
    this.#listBytes += bytes.length;
  }

  cloneList(values: readonly unknown[]): void {
    this.remainder.push(values);
  }

  /** What was written, valid until the next `reset`. */
  view(): Buffer {
    if (this.#lists.length > 0) return Buffer.concat(this.parts());
    return this.#bytes.subarray(0, this.#length);
  }

  /** A copy of what was written. */
  copy(): Buffer {
    if (this.#lists.length > 0) return this.view();
    const copy = Buffer.allocUnsafe(this.#length);
    copyInto(copy, 0, this.#bytes, this.#length);
    return copy;
  }

  /** As `view`, in parts: the long lists themselves, and what is between them. */
  parts(): Buffer[] {
    if (this.#lists.length === 0) return [this.view()];
    const parts: Buffer[] = [];
    let from = 0;
    for (const { at, bytes } of this.#lists) {
      parts.push(this.#bytes.subarray(from, at), bytes);
      from = at;
    }
    parts.push(this.#bytes.subarray(from, this.#length));
    return parts;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

const ALIGNMENT = Float64Array.BYTES_PER_ELEMENT;
const KEPT_BYTES = 1 << 20;
const LONG = 0xff;
const TOO_SHORT = 'the message ends too soon';
/** Longer texts are written faster by Node than by a loop. */
const SHORT_TEXT = 32;
const SHORT_COPY = 64;

/** Puts the first `length` bytes of `from` into `to`, from `at` on. Few are copied faster by a loop than by Node. */
export function copyInto(to: Buffer, at: number, from: Buffer, length: number = from.length): void {
  if (length > SHORT_COPY) from.copy(to, at, 0, length);
  else for (let i = 0; i < length; i += 1) to[at + i] = from[i] as number; // it is as long
}

/** As `Buffer`'s, without the two calls that each of those takes to check what it is given. @throws RangeError beyond the end */
export function readU32(bytes: Uint8Array, at: number): number {
  const last = bytes[at + 3];
  if (last === undefined) throw new RangeError(TOO_SHORT);
  // The others are before it.
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  return (low | ((bytes[at + 2] as number) << 16) | (last << 24)) >>> 0;
}

/** Of `value` the lower 32 bits, with a sign or without. */
export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value; // what does not fit into a byte is cut off
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

/** Whether a byte is enough for each unit. */
export function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}

/** Reads what a `ByteWriter` wrote. What reaches beyond the end throws a RangeError; a number may be one of the next message: see `at`. */
export class ByteReader implements Source {
  readonly #bytes: Buffer;
  readonly #remainder: Remainder | undefined;
  readonly #start: number;
  readonly #end: number;
  #at: number;
  /** How many values all lists that were cloned have. */
  #cloned = 0;
  /** The bytes are the message's own: a long list may be a part of them. */
  readonly #isOwn: boolean;

  /** The whole message begins before `at`, from where it is read, and ends before `end`; `remainder` is the last part of it. */
  constructor(
    bytes: Buffer,
    at: number,
    { remainder, end = bytes.length, isOwn = false }: Reading = {},
  ) {
    this.#isOwn = isOwn;
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
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new RangeError(TOO_SHORT);
    this.#at += 1;
    return value;
  }

  u32(): number {
    const value = readU32(this.#bytes, this.#at);
    this.#at += 4;
    return value;
  }

  i32(): number {
    const value = readU32(this.#bytes, this.#at) | 0;
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

  /** A copy, because what was read may be used again for the next message; unless it is the message's own. */
  memory(byteLength: number): Uint8Array<ArrayBuffer> {
    const isLong = byteLength >= LONG_LIST_BYTES;
    const padding = isLong ? this.u8() : 0;
    this.#at += padding;
    this.#require(byteLength);
    const bytes = this.#bytes.subarray(this.#at, this.#at + byteLength) as Buffer<ArrayBuffer>; // none of ours is shared
    this.#at += byteLength;
    if (isLong && this.#isOwn && bytes.byteOffset % ALIGNMENT === 0) {
      noteReceived(bytes.buffer);
      return bytes;
    }
    const copy = Buffer.allocUnsafeSlow(byteLength); // a buffer of its own, and not filled with zeros first
    copy.set(bytes);
    return copy;
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
