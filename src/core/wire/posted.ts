/**
 * Messages as threads post them. The two kinds that are sent all the time, `run` and `done`, travel
 *
 *    as a string       the bytes that processes are sent, if their lists are short and simple: a character for
 *                      each byte, in a third of the time that a buffer takes, cloned or moved
 *    as a flat list    otherwise: what a `ByteWriter` would write, one entry after the other. It is cloned in a
 *                      quarter of the time that objects take, and its buffers are moved
 *
 * and all others as they are. A chunk on the parent's side carries its job; of that nothing is written.
 */
import { FieldWriter, isFielded, type Message, readFields, tagOf, writeFields } from './codec.ts';
import { decode, encodeSimple } from './frame.ts';
import { isPackedNumbers } from './list/numbers.ts';
import type { Sink, Source } from './sink.ts';

export interface Posted {
  /** What is posted instead of the message. */
  readonly value: unknown;
  /** Buffers in it that were made here and are to be moved. */
  readonly ours: ArrayBuffer[];
}

export function toPosted(message: Message): Posted {
  if (!isFielded(message)) return { value: message, ours: [] };
  const simple = encodeSimple(message);
  if (simple !== undefined) return { value: simple.toString('latin1'), ours: [] };
  const out = new CloneWriter();
  out.u8(tagOf(message));
  writeFields(new FieldWriter(out), message);
  return { value: out.entries, ours: out.ours };
}

/** The message again; the function of a chunk is known by its id alone. */
export function fromPosted<M extends Message>(posted: unknown): M {
  // Both ends are ours; that they are of one version was checked at the start.
  if (typeof posted === 'string') return decode(Buffer.from(posted, 'latin1'));
  if (!Array.isArray(posted)) return posted as M;
  const from = new CloneReader(posted);
  return readFields(from.u8(), from) as Message as M;
}

class CloneWriter implements Sink {
  readonly entries: unknown[] = [];
  /** Buffers among them that are to be moved. */
  readonly ours: ArrayBuffer[] = [];

  u8(value: number): void {
    this.entries.push(value);
  }

  u32(value: number): void {
    this.entries.push(value);
  }

  i32(value: number): void {
    this.entries.push(value);
  }

  f64(value: number): void {
    this.entries.push(value);
  }

  count(value: number): void {
    this.entries.push(value);
  }

  text(value: string): void {
    this.entries.push(value);
  }

  memory(
    view: Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>,
  ): void {
    const isWhole = view.byteLength === view.buffer.byteLength;
    const { buffer } = isWhole ? view : view.slice();
    this.entries.push(buffer);
    this.ours.push(buffer);
  }

  clone(value: unknown): void {
    this.entries.push(value);
  }

  /** The pool's numbers are a part of a longer list, which they would take along, and may be sent again. */
  copyOf(values: ArrayLike<unknown>): ArrayLike<unknown> {
    return isPackedNumbers(values) ? values.slice() : values;
  }
}

class CloneReader implements Source {
  readonly #entries: readonly unknown[];
  #at = 0;

  constructor(entries: readonly unknown[]) {
    this.#entries = entries;
  }

  u8(): number {
    return this.#number();
  }

  u32(): number {
    return this.#number();
  }

  i32(): number {
    return this.#number();
  }

  f64(): number {
    return this.#number();
  }

  count(): number {
    return this.#number();
  }

  small(): number {
    return this.#number();
  }

  text(): string {
    const value = this.#next();
    if (typeof value !== 'string') throw new RangeError('the message lacks a text');
    return value;
  }

  memory(byteLength: number): ArrayBuffer {
    const value = this.#next();
    if (!(value instanceof ArrayBuffer) || value.byteLength !== byteLength)
      throw new RangeError(`the message lacks ${byteLength} bytes`);
    return value;
  }

  clone(): unknown {
    return this.#next();
  }

  clonedList(length: number): ArrayLike<unknown> {
    const value = this.#next();
    if (!Array.isArray(value) || value.length !== length)
      throw new RangeError(`the message lacks a list of ${length}`);
    return value as unknown[];
  }

  #number(): number {
    const value = this.#next();
    if (typeof value !== 'number') throw new RangeError('the message lacks a number');
    return value;
  }

  #next(): unknown {
    if (this.#at >= this.#entries.length) throw new RangeError('the message ends too soon');
    this.#at += 1;
    return this.#entries[this.#at - 1];
  }
}
