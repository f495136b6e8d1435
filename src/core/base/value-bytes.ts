/**
 * Values as bytes: v8's structured clone, with views of memory as structured clone leaves them. What
 * `v8.serialize` writes of these loses which of them share a buffer, and what `v8.deserialize` reads are windows
 * into the bytes that came: four bytes keep a message alive, and `view.buffer` shows other values.
 *
 *    a view of a whole buffer    the buffer as a value of its own: seen by several views, or met alone, it stays one
 *    a view of a part            that part, in memory of its own; if there are other views of the same buffer,
 *                                the whole buffer, as structured clone does (never that of a `Buffer`: Node lends
 *                                one to many)
 *    a large one, if it may be   a number: the buffer is not written, but taken out (`large.ts`)
 */
import { types } from 'node:util';
import { DefaultSerializer, Deserializer } from 'node:v8';
import { canWrite } from './can-write.ts';
import { describeValue } from './describe.ts';
import { isWanted, LARGE_BYTES, LargeParts, type Part } from './large.ts';
import type { Reach } from './reach.ts';
import { mustBePacked, SHARED_MEMORY } from './shared-memory.ts';
import {
  copyBytes,
  isBufferKind,
  isResizable,
  makeView,
  partsOfView,
  type ViewParts,
} from './views.ts';

export type { Reach };

/** v8 has no way to clone something; `postMessage` may have one. */
export class UncloneableError extends Error {}

/** How a view is written. */
const WHOLE = 0;
const PART = 1;

type Shared = ReadonlySet<ArrayBufferLike>;

/**
 * Whether large buffers are taken out. *In place*: views stay where they are in the buffer that they show, for a clone within
 * this program. *Apart*: a part that one view shows becomes a buffer of its own.
 */
export type Taking = 'in place' | 'apart';

const CAN_WRITE = canWrite();

/** @throws UncloneableError where nothing can be written */
export function openWriter(reach: Reach, shared?: Shared, taking?: Taking): ValueWriter {
  if (!CAN_WRITE) throw new UncloneableError('this runtime has no v8.Serializer');
  return new ValueWriter(reach, shared, taking);
}

export class ValueWriter extends DefaultSerializer {
  readonly #reach: Reach;
  /** Those that several views of the value share: they are written whole. */
  readonly #shared: Shared;
  /** Buffers of which views have been written, and how. */
  #met: Map<ArrayBufferLike, typeof WHOLE | typeof PART> | undefined;
  #newlyShared: Set<ArrayBufferLike> | undefined;
  readonly #latest: ViewParts[] = [];
  readonly #taking: Taking | undefined;
  #large: LargeParts | undefined;

  constructor(reach: Reach, shared: Shared = NONE, taking?: Taking) {
    super();
    this.#reach = reach;
    this.#shared = shared;
    this.#taking = taking;
  }

  /** What was taken out; `undefined` if nothing was. */
  get large(): LargeParts | undefined {
    return this.#large;
  }

  /** Takes buffers out that are met themselves, not in views: v8 does not ask about those. */
  takeOut(buffers: readonly ArrayBuffer[]): void {
    for (const buffer of buffers) if (isWanted(buffer)) this.#takeWhole(buffer);
  }

  /**
   * All bytes; or, if buffers turned out to be shared of which only a part is written, these: all of it has to be
   * written again, with what is said of them.
   */
  finish(): Buffer | Shared {
    if (this.#newlyShared !== undefined) return new Set([...this.#shared, ...this.#newlyShared]);
    const bytes = this.releaseBuffer();
    const alone = this.#partlyWritten().filter((buffer) => mayBeIn(bytes, buffer));
    return alone.length === 0 ? bytes : new Set([...this.#shared, ...alone]);
  }

  /** Called by v8, as a function, for what it cannot clone. */
  _getDataCloneError(message: string): Error {
    return new UncloneableError(message);
  }

  /** Called by v8 for shared memory itself. */
  _getSharedArrayBufferId(): never {
    throw new UncloneableError('#<SharedArrayBuffer> could not be cloned.');
  }

  /** Called by v8 for every view, and for objects that are more than JavaScript. */
  _writeHostObject(object: object): void {
    const isShared = ArrayBuffer.isView(object) && isOverSharedMemory(object);
    const isPacked = SHARED_MEMORY.isUsed && mustBePacked(object, this.#reach);
    if (!ArrayBuffer.isView(object) || isPacked || (isShared && this.#reach === 'thread'))
      throw new UncloneableError(`${describeValue(object)} could not be cloned.`);
    this.#writeView(partsOfView(object));
  }

  #writeView(parts: ViewParts): void {
    const { buffer, byteLength } = parts;
    const isShown = byteLength === buffer.byteLength || this.#shared.has(buffer);
    const isTaken = this.#large?.hasWhole(buffer) === true;
    const isWhole =
      !types.isSharedArrayBuffer(buffer) && (isShown || isTaken || isResizable(buffer));
    if (this.#taking !== undefined && (isWhole ? buffer : parts).byteLength >= LARGE_BYTES) {
      if (isFixed(buffer) && isWanted(buffer)) return this.#takeView(parts, buffer, isWhole);
    }
    this.#noteView(parts, isWhole);
    if (isWhole) this.#writeWhole(parts);
    else this.#writePart(parts);
  }

  #takeView(parts: ViewParts, buffer: ArrayBuffer, isAll: boolean): void {
    const isWhole = isAll || this.#taking === 'in place';
    this.#noteView(parts, isWhole);
    if (isWhole) {
      this.#takeWhole(buffer);
      this.#writeWhole(parts);
      return;
    }
    const { byteOffset: from, byteLength: length, kind } = parts;
    const stand = new ArrayBuffer(0);
    this.#large ??= new LargeParts();
    this.transferArrayBuffer(this.#large.addPart({ buffer, from, length }), stand);
    this.#writeWhole({ kind, buffer: stand, byteOffset: 0, byteLength: length });
  }

  #takeWhole(buffer: ArrayBuffer): void {
    this.#large ??= new LargeParts();
    const id = this.#large.addWhole(buffer);
    if (id !== undefined) this.transferArrayBuffer(id, buffer);
  }

  /** A `Buffer` mostly shows a part of memory that Node lends to many: only those that overlap have to do with each other. */
  #noteView(parts: ViewParts, isWhole: boolean): void {
    const { buffer, kind } = parts;
    if (isWhole || !isBufferKind(kind)) this.#meet(buffer, isWhole ? WHOLE : PART);
    else if (this.#overlapsLatest(parts)) this.#noteShared(buffer);
  }

  #meet(buffer: ArrayBufferLike, how: typeof WHOLE | typeof PART): void {
    const before = this.#met?.get(buffer);
    if (before === undefined) (this.#met ??= new Map()).set(buffer, how);
    else if (before === PART || how === PART) this.#noteShared(buffer);
  }

  #noteShared(buffer: ArrayBufferLike): void {
    (this.#newlyShared ??= new Set()).add(buffer);
  }

  /** Whether a `Buffer` shows bytes that one of the few before it has shown. */
  #overlapsLatest(parts: ViewParts): boolean {
    const { buffer, byteOffset, byteLength } = parts;
    const overlaps = this.#latest.some(
      (other) =>
        other.buffer === buffer &&
        byteOffset < other.byteOffset + other.byteLength &&
        other.byteOffset < byteOffset + byteLength,
    );
    if (this.#latest.length === LATEST) this.#latest.shift();
    this.#latest.push(parts);
    return overlaps;
  }

  #writeWhole({ kind, buffer, byteOffset, byteLength }: ViewParts): void {
    this.writeUint32(kind * 2 + WHOLE);
    this.writeUint32(byteOffset);
    this.writeUint32(byteLength);
    // Last: v8 looks at the byte behind a buffer, whether a view of its own making follows.
    this.writeValue(buffer);
  }

  #writePart({ kind, buffer, byteOffset, byteLength }: ViewParts): void {
    this.writeUint32(kind * 2 + PART);
    this.writeUint32(byteLength);
    this.writeRawBytes(new Uint8Array(buffer, byteOffset, byteLength));
  }

  #partlyWritten(): ArrayBufferLike[] {
    if (this.#met === undefined) return [];
    return [...this.#met].filter(([, how]) => how === PART).map(([buffer]) => buffer);
  }
}

function isFixed(buffer: ArrayBufferLike): buffer is ArrayBuffer {
  return types.isArrayBuffer(buffer) && !isResizable(buffer);
}

function isOverSharedMemory(view: ArrayBufferView): boolean {
  return types.isSharedArrayBuffer(partsOfView(view).buffer);
}

/** How many `Buffer`s are remembered: parts of one are made, and lie, near each other. */
const LATEST = 8;

const NONE: Shared = new Set();
/** v8's tag of a buffer, before its length in groups of seven bits. */
const BUFFER_TAG = 0x42;

/** Whether the buffer itself may be among what was written: v8 does not tell. Too often yes is no harm. */
function mayBeIn(bytes: Buffer, { byteLength }: ArrayBufferLike): boolean {
  const pattern = [BUFFER_TAG];
  let left = byteLength;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) pattern.push((left % 0x80) | 0x80);
  pattern.push(left);
  return bytes.includes(Buffer.from(pattern));
}

export class ValueReader extends Deserializer {
  /** Called by v8 for every view. */
  _readHostObject(): ArrayBufferView {
    const header = this.readUint32();
    const kind = header >>> 1;
    if ((header & 1) === WHOLE) {
      const byteOffset = this.readUint32();
      const byteLength = this.readUint32();
      const buffer: unknown = this.readValue();
      if (!types.isArrayBuffer(buffer)) throw new RangeError('a view lacks its buffer');
      return makeView({ kind, byteOffset, byteLength }, buffer);
    }
    const byteLength = this.readUint32();
    const bytes = this.readRawBytes(byteLength);
    const buffer = copyBytes(bytes.buffer, bytes.byteOffset, byteLength);
    return makeView({ kind, byteOffset: 0, byteLength }, buffer);
  }
}

/** One value as bytes. @throws UncloneableError */
export function bytesOfValue(value: unknown, reach: Reach = 'process'): Buffer {
  return writtenBy(reach, undefined, (writer) => {
    writer.writeHeader();
    writer.writeValue(value);
  }).bytes;
}

interface Written<B> {
  readonly bytes: B;
  /** What was taken out. */
  readonly parts: readonly Part[];
}

/** What `write` writes of several values; no bytes if they have to be written again, each by itself. */
export function writtenOnce(
  reach: Reach,
  taking: Taking | undefined,
  write: (writer: ValueWriter) => void,
): Written<Buffer | undefined> {
  const writer = openWriter(reach, NONE, taking);
  write(writer);
  const written = writer.finish();
  const parts = writer.large?.parts ?? NO_PARTS;
  return { bytes: Buffer.isBuffer(written) ? written : undefined, parts };
}

/** What `write` writes of one value: again, if its views turn out to share a buffer. */
export function writtenBy(
  reach: Reach,
  taking: Taking | undefined,
  write: (writer: ValueWriter) => void,
): Written<Buffer> {
  let shared: Shared | undefined;
  for (;;) {
    const writer = openWriter(reach, shared, taking);
    write(writer);
    const written = writer.finish();
    if (Buffer.isBuffer(written)) return { bytes: written, parts: writer.large?.parts ?? NO_PARTS };
    shared = written;
  }
}

const NO_PARTS: readonly Part[] = [];

/** What `bytesOfValue` has written. Everything in it has memory of its own. `large`: what was taken out, by its number. */
export function valueOfBytes(bytes: Uint8Array, large: readonly ArrayBuffer[] = []): unknown {
  const reader = new ValueReader(bytes);
  for (const [id, buffer] of large.entries()) reader.transferArrayBuffer(id, buffer);
  reader.readHeader();
  return reader.readValue();
}
