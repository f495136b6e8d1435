/**
 * The part of a message for what has no form in bytes of ours: lists of values, each value as structured clone
 * would have left it, if it had been cloned by itself.
 *
 *    v8's header · TOGETHER · all lists as one value
 *                  APART · how many lists · for each: how many values · for each: length, bytes
 *
 * Nearly always values have nothing in common, and what is written of them together is what would have been
 * written of each. Where it is not, as for an object that is in several items, each is written by itself: tasks
 * must not see what others do to it only because their items travelled in one message.
 *
 * Served objects are refused by structured clone. Then the values in which they are get packed, and before all that
 * stands which: SERVED · how many · for each: its list, its place there.
 *
 * Where large buffers may travel in files each value is written by itself, too: LARGE (`large-list.ts`).
 */
import { isWanted, LARGE, type Part } from '../base/large.ts';
import { mayHaveLost, refuseLost } from '../base/lost-object.ts';
import {
  bytesOfValue,
  openWriter,
  type Reach,
  UncloneableError,
  valueOfBytes,
  ValueReader,
  type ValueWriter,
  writtenBy,
  writtenOnce,
} from '../base/value-bytes.ts';
import { type PackedServed, type Place, servedWriter } from '../base/served.ts';
import { SHARED_MEMORY } from '../base/shared-memory.ts';
import { haveCrossReferences } from './cross-references.ts';
import { readLargeLists, writeLargeLists } from './large-list.ts';
import { largeBuffersIn, mayHoldLarge, UnaskedObjects } from './unasked-objects.ts';
import { UnreadableList } from './unreadable.ts';
import { messageOf, type ReadLists, unpackLists, UnrevivedList } from './unrevived-list.ts';

const TOGETHER = 0;
const APART = 1;
const SERVED = 2;
const LARGE_APART = 3;

type Lists = readonly (readonly unknown[])[];

/** The bytes of `lists` behind `head`. @throws UncloneableError · LostObjectError */
export function writeRemainder(lists: Lists, head: Uint8Array, reach: Reach): Buffer {
  try {
    return writePlain(lists, head, reach);
  } catch (error) {
    if (!(error instanceof UncloneableError)) throw error;
    SHARED_MEMORY.reach = reach;
    const packed = servedWriter()?.pack(lists);
    SHARED_MEMORY.reach = 'thread';
    if (packed === undefined) throw error;
    const apart = { lists: packed.lists, isLarge: false };
    return writeApart(apart, { head, reach, places: packed.places });
  }
}

function writePlain(lists: Lists, head: Uint8Array, reach: Reach): Buffer {
  const unasked = new UnaskedObjects(lists);
  if (unasked.hasModule) throw new UncloneableError('#<Module> could not be cloned.');
  const together = writeTogether(lists, unasked.buffers, { head, reach });
  const bytes = Buffer.isBuffer(together) ? together : writeApart(together, { head, reach });
  if (mayHaveLost(bytes, head.length)) refuseLost(lists);
  return bytes;
}

/** If the values have to do with each other, or are large: what is to be written apart. */
function writeTogether(
  lists: Lists,
  buffers: readonly ArrayBuffer[],
  { head, reach }: Apart,
): Buffer | ToWriteApart {
  const taking = LARGE.outlet === undefined ? undefined : 'in place';
  const write = (writer: ValueWriter): void => {
    if (taking !== undefined) writer.takeOut(buffers);
    writer.writeRawBytes(head);
    writer.writeHeader();
    writer.writeUint32(TOGETHER);
    writer.writeValue(lists);
  };
  const isOne = isOneValue(lists);
  const { bytes, parts } = isOne
    ? writtenBy(reach, taking, write)
    : writtenOnce(reach, taking, write);
  const isLarge = parts.length > 0 || (taking !== undefined && hasLarge(lists, bytes, head.length));
  if (bytes === undefined) return { lists, isLarge }; // views of one buffer, of one value or of several
  if (!isLarge && (isOne || !mayRefer(bytes, head.length))) return bytes;
  return { lists: clonesIn(bytes.subarray(head.length), parts) ?? lists, isLarge };
}

interface ToWriteApart {
  readonly lists: Lists;
  readonly isLarge: boolean;
}

/** Those that are no views: of views the writer is asked. */
function hasLarge(lists: Lists, bytes: Buffer | undefined, from: number): boolean {
  if (bytes === undefined || !mayHoldLarge(bytes, from)) return false;
  return lists.some((values) => values.some((value) => largeBuffersIn(value).some(isWanted)));
}

function mayRefer(bytes: Buffer, from: number): boolean {
  return bytes.includes(REFERENCE_TAG, from) && haveCrossReferences(bytes, from, 1);
}

/**
 * What was written once: so no getter runs twice. To read it takes a tenth of the time that it takes to write all apart.
 * In it are the large buffers of `parts` themselves.
 */
function clonesIn(bytes: Uint8Array, parts: readonly Part[]): Lists | undefined {
  try {
    const buffers = parts.map(({ buffer }) => buffer);
    return readLists(bytes, buffers).lists as Lists; // written above
  } catch {
    return undefined; // before Node 22: an error whose causes form a cycle
  }
}

function isOneValue(lists: Lists): boolean {
  return lists.length === 1 && lists[0]?.length === 1;
}

interface Apart {
  readonly head: Uint8Array;
  readonly reach: Reach;
  readonly places?: readonly Place[];
}

function writeApart({ lists, isLarge }: ToWriteApart, { head, reach, places = [] }: Apart): Buffer {
  const writer = openWriter(reach);
  writer.writeRawBytes(head);
  writer.writeHeader();
  if (isLarge) {
    writer.writeUint32(LARGE_APART);
    writeLargeLists(writer, lists, reach);
    return writer.releaseBuffer();
  }
  if (places.length > 0) writePlaces(writer, places);
  writer.writeUint32(APART);
  writer.writeUint32(lists.length);
  for (const list of lists) {
    writer.writeUint32(list.length);
    for (const value of list) {
      const bytes = bytesOfValue(value, reach);
      writer.writeUint32(bytes.length);
      writer.writeRawBytes(bytes);
    }
  }
  return writer.releaseBuffer();
}

function writePlaces(writer: ValueWriter, places: readonly Place[]): void {
  writer.writeUint32(SERVED);
  writer.writeUint32(places.length);
  for (const [list, value] of places) {
    writer.writeUint32(list);
    writer.writeUint32(value);
  }
}

/** v8's tag of an object that is there already. It may as well be a part of a text or a number. */
const REFERENCE_TAG = 0x5e;

export class Remainder {
  readonly #read: ReadLists = { lists: [], packed: NONE_PACKED };
  #at = 0;
  readonly #failure: { readonly cause: unknown } | undefined;

  constructor(bytes: Uint8Array) {
    try {
      this.#read = readLists(bytes);
    } catch (cause) {
      this.#failure = { cause };
    }
  }

  /** The next list; it is known to have `length` items even if it cannot be read. */
  nextList(length: number): ArrayLike<unknown> {
    if (this.#failure !== undefined) return new UnreadableList(length, this.#failure.cause);
    const { list, packed } = this.#next(length);
    if (list instanceof UnreadableList || packed.length === 0) return list;
    return new UnrevivedList(list, packed);
  }

  /** The next list, of one value: a message. */
  next(): unknown {
    if (this.#failure !== undefined) throw this.#failure.cause;
    const { list, packed } = this.#next(1);
    return packed.length === 0 ? list[0] : messageOf(list[0] as PackedServed); // as its writer has marked it
  }

  #next(length: number): {
    readonly list: unknown[] | UnreadableList;
    readonly packed: readonly number[];
  } {
    const list = this.#read.lists[this.#at];
    const isList = Array.isArray(list) || list instanceof UnreadableList;
    if (!isList || list.length !== length)
      throw new RangeError(`the message lacks a list of ${length}`);
    const packed = this.#read.packed.get(this.#at) ?? [];
    this.#at += 1;
    return { list, packed };
  }
}

const NONE_PACKED: ReadonlyMap<number, readonly number[]> = new Map();

/** `large`: buffers that were taken out, by their numbers. */
function readLists(bytes: Uint8Array, large: readonly ArrayBuffer[] = []): ReadLists {
  const reader = new ValueReader(bytes);
  for (const [id, buffer] of large.entries()) reader.transferArrayBuffer(id, buffer);
  reader.readHeader();
  const kind = reader.readUint32();
  if (kind === LARGE_APART)
    return { lists: readLargeLists(reader, bytes.length), packed: NONE_PACKED };
  if (kind === SERVED) return readServed(reader, bytes.length);
  if (kind === APART) return { lists: readApart(reader, bytes.length), packed: NONE_PACKED };
  const lists: unknown = reader.readValue();
  if (!Array.isArray(lists)) throw new RangeError('the remainder of the message is no list');
  return { lists: lists as unknown[], packed: NONE_PACKED };
}

/** Served objects are put in their places at once if the room is loaded. */
function readServed(reader: ValueReader, most: number): ReadLists {
  const places = readCounted(
    reader,
    most,
    () => [reader.readUint32(), reader.readUint32()] as const,
  );
  if (reader.readUint32() !== APART) throw new RangeError('packed values are written one by one');
  return unpackLists(readApart(reader, most), places);
}

function readApart(reader: ValueReader, most: number): unknown[][] {
  return readCounted(reader, most, () =>
    readCounted(reader, most, () => valueOfBytes(reader.readRawBytes(reader.readUint32()))),
  );
}

function readCounted<T>(reader: ValueReader, most: number, read: () => T): T[] {
  const count = reader.readUint32();
  if (count > most) throw new RangeError(`the message has no room for ${count} values`);
  return Array.from({ length: count }, read);
}

/** What else there is to know of bytes that are read; `end`: the message ends before it. */
export interface Reading {
  readonly remainder?: Remainder | undefined;
  readonly end?: number;
  readonly isOwn?: boolean;
}
