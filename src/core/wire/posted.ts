/**
 * Messages as threads post them:
 *
 *    a text          for the simplest of all, one call of one task and its result (`lone-call.ts`)
 *    a short list    a text and values, if there are long buffers among these (`lone-post.ts`)
 *    bytes           what processes are sent, if the lists are short. A few as a string, a character for each byte,
 *                    which takes a third of the time that a buffer takes, cloned or moved
 *    a flat list     for long lists: what a `ByteWriter` would write, one entry after the other; and where objects are to
 *                    be moved, or something is in it that only `postMessage` can copy: shared memory, keys, Blobs
 *    the message     if it is of a kind that is sent once, and bytes cannot hold it
 *
 * Long lists and many bytes are lent (`lent-memory.ts`). A chunk on the parent's side carries its job; of that nothing is written.
 */
import { cloneValue } from '../base/clone.ts';
import { arrivesWhole, refuseLost } from '../base/lost-object.ts';
import { type PackedLists, type PackedServed, servedWriter } from '../base/served.ts';
import { type Bare, type BareWithBuffers, readBare, restoreBuffers } from './bare-values.ts';
import { UncloneableError } from '../base/value-bytes.ts';
import { FieldWriter, isFielded, type Message, readFields, tagOf, writeFields } from './codec.ts';
import { decode, encodeShort, runAsText } from './frame.ts';
import type { FunctionPayload } from '../base/payload.ts';
import { LONG_LIST_BYTES, noteReceived, takeMemory } from './list-memory.ts';
import { lend, takeLent } from './lent-memory.ts';
import { readLoneCall, TEXT_START } from './lone-call.ts';
import { isLonePost, lonePost, readLonePost } from './lone-post.ts';
import { MOVES_ARE_FREE, withOwnBuffers } from './own-buffers.ts';
import type { Posted } from './posted-bytes.ts';
import { Remainder, writeRemainder } from './remainder.ts';
import type { Sink, Source } from './sink.ts';
import { startPayloads } from './start-payloads.ts';
import { messageOf, type ReadLists, unpackLists, UnrevivedList } from './unrevived-list.ts';

/** `isMoving`: objects in the message are moved with it, so they have to be in what is posted. */
export function toPosted(message: Message, isMoving = false): Posted {
  const text = isMoving ? undefined : runAsText(message);
  if (text !== undefined) return { value: text, ours: [] };
  const lone = lonePost(message, isMoving);
  if (lone !== undefined) return lone;
  const bytes = isMoving || sharesObjects(message) ? undefined : toPostedBytes(message);
  return bytes === undefined ? toList(message, isMoving) : bytesAsPosted(bytes);
}

/** One may be a compiled module, which v8 would leave out of the bytes without a word, so that nobody could read them. */
function sharesObjects(message: Message): boolean {
  if (message.kind === 'define') return hasShared(message.fn);
  return message.kind === 'start' && startPayloads(message).some(hasShared);
}

function hasShared({ body }: FunctionPayload): boolean {
  return typeof body === 'object' && body !== null && 'shared' in body;
}

/**
 * The message as bytes, to be used at once: they may be overwritten by the next message. `undefined` if it has to be
 * posted as something else. Throws if something in it cannot be cloned.
 */
export function toPostedBytes(message: Message): Buffer | undefined {
  return unlessUncloneable(() => encodeShort(message));
}

export function bytesAsPosted(bytes: Buffer): Posted {
  return { value: bytes.length <= MAX_STRING ? bytes.toString('latin1') : lend(bytes), ours: [] };
}

/** Longer ones are lent. */
const MAX_STRING = 1 << 14;

function toList(message: Message, isMoving: boolean): Posted {
  if (!isFielded(message)) {
    refuseLost([message], arrivesWhole); // `postMessage` would take it for a plain object
    return { value: servedWriter()?.pack([[message]]) ?? message, ours: [] };
  }
  const out = new CloneWriter();
  out.u8(tagOf(message));
  writeFields(new FieldWriter(out), message);
  return out.finish(isMoving);
}

/** Throws unless `value` can be posted. */
export function checkPosted(value: unknown): void {
  const out = new CloneWriter();
  out.cloneList([value]);
  const posted = out.finish(false);
  cloneValue(posted.value, { transfer: posted.ours });
}

/** The message again; the function of a chunk is known by its id alone. */
export function fromPosted<M extends Message>(posted: unknown): M {
  // Both ends are ours; that they are of one version was checked at the start.
  if (typeof posted === 'string') {
    if (posted.charCodeAt(0) === TEXT_START) return readLoneCall(posted) as M;
    return decode(Buffer.from(posted, 'latin1'));
  }
  if (ArrayBuffer.isView(posted)) return decode(Buffer.from(takeLent(posted).buffer));
  if (!Array.isArray(posted)) return messageFrom(posted as M | PackedLists) as M;
  if (isLonePost(posted)) return readLonePost(posted) as M;
  const from = new CloneReader(posted);
  return readFields(from.u8(), from) as Message as M;
}

/** Served objects are in it if it is packed: structured clone would refuse it as it is. */
function messageFrom(posted: Message | PackedLists): unknown {
  return 'places' in posted ? messageOf(posted.lists[0]?.[0] as PackedServed) : posted; // as `toList` made it
}

class CloneWriter implements Sink {
  readonly #entries: unknown[] = [];
  /** Buffers among them that are to be moved. */
  readonly #ours: ArrayBuffer[] = [];
  readonly #lists: (readonly unknown[])[] = [];

  /** All that was written. The lists that are cloned are its last entry: their bytes, or they themselves. */
  finish(isMoving: boolean): Posted {
    if (this.#lists.length > 0) {
      const bare = isMoving ? undefined : readBare(this.#lists);
      if (bare === undefined) this.#finishLists(isMoving);
      else this.#finishBare(bare);
    }
    return { value: this.#entries, ours: this.#ours };
  }

  #finishBare({ nodeBuffers, hasBuffers }: Bare): void {
    const lists =
      hasBuffers && MOVES_ARE_FREE
        ? this.#lists.map((values) => withOwnBuffers(values, this.#ours) as unknown[])
        : this.#lists;
    this.#entries.push(nodeBuffers.length === 0 ? lists : { lists, nodeBuffers });
  }

  #finishLists(isMoving: boolean): void {
    const bytes = isMoving ? undefined : bytesOfLists(this.#lists);
    if (bytes === undefined) refuseLost(this.#lists, arrivesWhole);
    this.#entries.push(
      bytes === undefined ? (servedWriter()?.pack(this.#lists) ?? this.#lists) : lend(bytes),
    );
  }

  u8(value: number): void {
    this.#entries.push(value);
  }

  u32(value: number): void {
    this.#entries.push(value);
  }

  i32(value: number): void {
    this.#entries.push(value);
  }

  f64(value: number): void {
    this.#entries.push(value);
  }

  count(value: number): void {
    this.#entries.push(value);
  }

  text(value: string): void {
    this.#entries.push(value);
  }

  memory(
    view: Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>,
  ): void {
    this.#entries.push(view.byteLength >= LONG_LIST_BYTES ? lend(view) : bytesOf(view));
  }

  cloneList(values: readonly unknown[]): void {
    this.#lists.push(values);
  }
}

/** Alone in their memory, all of which a clone has. */
function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return byteLength === buffer.byteLength ? bytes : bytes.slice();
}

const NO_HEAD = new Uint8Array(0);

/** `undefined` if bytes cannot hold them: then it is for `postMessage` to copy or to refuse them. */
function bytesOfLists(lists: readonly (readonly unknown[])[]): Buffer | undefined {
  return unlessUncloneable(() => writeRemainder(lists, NO_HEAD, 'thread'));
}

/** Other errors are those of getters, which are not to run again. */
function unlessUncloneable<T>(encode: () => T): T | undefined {
  try {
    return encode();
  } catch (error) {
    if (error instanceof UncloneableError) return undefined;
    throw error;
  }
}

/** What `finish` wrote last, if that are no bytes. */
function readPosted(last: unknown): ReadLists {
  if (Array.isArray(last)) return { lists: last as unknown[], packed: new Map() };
  const written = last as PackedLists | BareWithBuffers;
  if ('nodeBuffers' in written) {
    restoreBuffers(written);
    return { lists: written.lists, packed: new Map() };
  }
  const { lists, places } = written;
  return unpackLists(lists as unknown[][], places); // they were cloned just now, and are nobody else's
}

class CloneReader implements Source {
  readonly #entries: readonly unknown[];
  #at = 0;
  #remainder: Remainder | undefined;
  #read: ReadLists | undefined;
  /** How many lists have been read, where they were posted as they are. */
  #lists = 0;

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

  memory(byteLength: number): Uint8Array<ArrayBuffer> {
    const value = this.#next();
    if (!ArrayBuffer.isView(value) || value.byteLength !== byteLength)
      throw new RangeError(`the message lacks ${byteLength} bytes`);
    if (byteLength < LONG_LIST_BYTES) return value as Uint8Array<ArrayBuffer>; // a clone, nobody else's
    const memory = takeMemory(byteLength);
    noteReceived(memory);
    return takeLent(value, memory);
  }

  clonedList(length: number): ArrayLike<unknown> {
    const last = this.#entries.at(-1);
    if (ArrayBuffer.isView(last)) {
      this.#remainder ??= new Remainder(takeLent(last));
      return this.#remainder.nextList(length);
    }
    this.#read ??= readPosted(last);
    const value = this.#read.lists[this.#lists];
    if (!Array.isArray(value) || value.length !== length)
      throw new RangeError(`the message lacks a list of ${length}`);
    const packed = this.#read.packed.get(this.#lists);
    this.#lists += 1;
    return packed === undefined ? (value as unknown[]) : new UnrevivedList(value, packed);
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
