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
 */
import { types } from 'node:util';
import { mayHaveLost, refuseLost } from '../base/lost-object.ts';
import {
  bytesOf,
  bytesOfValue,
  openWriter,
  type Reach,
  UncloneableError,
  valueOfBytes,
  ValueReader,
  type ValueWriter,
} from '../base/value-bytes.ts';
import { type PackedServed, type Place, servedWriter } from '../base/served.ts';
import { haveCrossReferences } from './cross-references.ts';
import { UnreadableList } from './unreadable.ts';
import { messageOf, type ReadLists, unpackLists, UnrevivedList } from './unrevived-list.ts';

const TOGETHER = 0;
const APART = 1;
const SERVED = 2;

type Lists = readonly (readonly unknown[])[];

/** The bytes of `lists` behind `head`. @throws UncloneableError · LostObjectError */
export function writeRemainder(lists: Lists, head: Uint8Array, reach: Reach): Buffer {
  try {
    return writePlain(lists, head, reach);
  } catch (error) {
    const packed = error instanceof UncloneableError ? servedWriter()?.pack(lists) : undefined;
    if (packed === undefined) throw error;
    return writeApart(packed.lists, { head, reach, places: packed.places });
  }
}

function writePlain(lists: Lists, head: Uint8Array, reach: Reach): Buffer {
  if (lists.some(hasCompiledModule)) throw new UncloneableError('#<Module> could not be cloned.');
  const together = writeTogether(lists, head, reach);
  const bytes = Buffer.isBuffer(together) ? together : writeApart(together, { head, reach });
  if (mayHaveLost(bytes, head.length)) refuseLost(lists);
  return bytes;
}

/** If the values have to do with each other: what is to be written apart. */
function writeTogether(lists: Lists, head: Uint8Array, reach: Reach): Buffer | Lists {
  const write = (writer: ValueWriter): void => {
    writer.writeRawBytes(head);
    writer.writeHeader();
    writer.writeUint32(TOGETHER);
    writer.writeValue(lists);
  };
  if (isOneValue(lists)) return bytesOf(reach, write);
  const writer = openWriter(reach);
  write(writer);
  const bytes = writer.finish();
  if (!Buffer.isBuffer(bytes)) return lists; // views of one buffer, of one value or of several
  const mayRefer = bytes.includes(REFERENCE_TAG, head.length);
  if (!mayRefer || !haveCrossReferences(bytes, head.length, 1)) return bytes;
  return clonesIn(bytes.subarray(head.length)) ?? lists;
}

/** What was written once: so no getter runs twice. To read it takes a tenth of the time that it takes to write all apart. */
function clonesIn(bytes: Uint8Array): Lists | undefined {
  try {
    return readLists(bytes).lists as Lists; // written above
  } catch {
    return undefined; // before Node 22: an error whose causes form a cycle
  }
}

/**
 * v8 leaves compiled modules of WebAssembly out without a word, so that the rest cannot be read. Those inside of other
 * values are found out by the reader; these can be posted to a thread.
 */
function hasCompiledModule(values: readonly unknown[]): boolean {
  if (values.length > FEW) return false;
  return values.some((value) => {
    if (!Array.isArray(value) || value.length > FEW || types.isProxy(value)) return isModule(value);
    return Object.keys(value).some((key) =>
      isModule(Object.getOwnPropertyDescriptor(value, key)?.value),
    );
  });
}

const FEW = 8;

/** What the compiler knows of WebAssembly comes with the DOM, which is not here. There is none with `--jitless`. */
const MODULE_PROTOTYPE: unknown = (
  globalThis as unknown as { WebAssembly?: { Module: { prototype: object } } }
).WebAssembly?.Module.prototype;

function isModule(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  return Object.getPrototypeOf(value) === MODULE_PROTOTYPE;
}

function isOneValue(lists: Lists): boolean {
  return lists.length === 1 && lists[0]?.length === 1;
}

interface Apart {
  readonly head: Uint8Array;
  readonly reach: Reach;
  readonly places?: readonly Place[];
}

function writeApart(lists: Lists, { head, reach, places = [] }: Apart): Buffer {
  const writer = openWriter(reach);
  writer.writeRawBytes(head);
  writer.writeHeader();
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
    return packed.length === 0 ? list : new UnrevivedList(list, packed);
  }

  /** The next list, of one value: a message. */
  next(): unknown {
    if (this.#failure !== undefined) throw this.#failure.cause;
    const { list, packed } = this.#next(1);
    return packed.length === 0 ? list[0] : messageOf(list[0] as PackedServed); // as its writer has marked it
  }

  #next(length: number): { readonly list: unknown[]; readonly packed: readonly number[] } {
    const list = this.#read.lists[this.#at];
    if (!Array.isArray(list) || list.length !== length)
      throw new RangeError(`the message lacks a list of ${length}`);
    const packed = this.#read.packed.get(this.#at) ?? [];
    this.#at += 1;
    return { list: list as unknown[], packed };
  }
}

const NONE_PACKED: ReadonlyMap<number, readonly number[]> = new Map();

function readLists(bytes: Uint8Array): ReadLists {
  const reader = new ValueReader(bytes);
  reader.readHeader();
  const kind = reader.readUint32();
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
