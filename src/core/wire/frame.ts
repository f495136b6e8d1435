/**
 * Messages as bytes, and as frames on a stream socket: one buffer per message, written once.
 *
 *    body    tag u8 · where the remainder begins u32 · fields (`codec.ts`) · remainder
 *            or a text, if it is one of the simplest (`lone-call.ts`)
 *
 *    ┌────────────┬─────────┬──────────────────────┐
 *    │ length u32 │ mark u8 │ body                 │   little endian; length is that of the body
 *    └────────────┴─────────┴──────────────────────┘
 *
 * A socket delivers pieces of any size; `FrameReader` puts the messages together again. The mark
 * tells a message from what a task may have written to the socket's descriptor: without it such
 * bytes would be a length, and the reader would wait for ever for a body of that size.
 */
import { ProtocolError } from '../base/errors.ts';
import type { Reach } from '../base/value-bytes.ts';
import { ByteReader, ByteWriter, readU32, writeU32 } from './bytes.ts';
import { giveBackMemory, LONG_LIST_BYTES, noteReceived, takeMemory } from './list-memory.ts';
import {
  type FieldedMessage,
  FieldWriter,
  isFielded,
  type Message,
  OTHER,
  readFields,
  tagOf,
  writeFields,
} from './codec.ts';
import { readBare } from './bare-values.ts';
import { NumberRange } from './list/number-range.ts';
import { loneCallText, readLoneCall, TEXT_START } from './lone-call.ts';
import { Remainder, writeRemainder } from './remainder.ts';

/** Where a worker process finds its two sockets. */
export const COMMANDS_FD = 3;
export const RESULTS_FD = 4;

/** For a frame that says it is longer no more is reserved than has come of it: what says so may be lying. */
const MAX_RESERVED = 1 << 26;
const LENGTH_BYTES = 4;
export const FRAME_HEADER_BYTES: number = LENGTH_BYTES + 1;
/** No character of any text in UTF-8. */
const MARK = 0xfe;

/** Throws (v8's `DataCloneError`) if something in the message cannot be cloned. */
export function encodeFrame(message: Message): Buffer {
  return withHeader(encode(message, FRAME_HEADER_BYTES));
}

/** What a worker is to run, as text, if it is one simple call. */
export function runAsText(message: Message): string | undefined {
  const isOne = message.kind === 'run' && message.chunks.length === 1;
  return isOne && message.chunks[0]?.spec.call === 'spread' ? loneCallText(message) : undefined;
}

const HEADER_ROOM = ' '.repeat(FRAME_HEADER_BYTES);

/** By one call of Node's: in a program's first thousands of calls each costs more than what it does. */
function textFrame(text: string): Buffer {
  return withHeader(Buffer.from(HEADER_ROOM + text));
}

/** As `encodeFrame`, for whoever writes at once: all but the long lists, which are parts by themselves, may be overwritten by the next frame. */
export function borrowFrame(message: Message): readonly Buffer[] {
  writeWhole(message, FRAME_HEADER_BYTES);
  if (OUT.remainder.length > 0) return [withHeader(withRemainder('process'))];
  const parts = OUT.parts();
  writeHeader(parts[0] as Buffer, OUT.length); // there is one at least
  return parts;
}

/** As `borrowFrame`, for the result of a call of one task. */
export function borrowAnswer(message: Message): readonly Buffer[] {
  const text = loneCallText(message);
  return text === undefined ? borrowFrame(message) : [textFrame(text)];
}

/** As `borrowFrame`, for whoever writes later. */
export function encodeFrameParts(message: Message): readonly Buffer[] {
  const text = runAsText(message);
  if (text !== undefined) return [textFrame(text)];
  const parts = borrowFrame(message);
  if (OUT.remainder.length > 0) return parts;
  return parts.map((part, i) => (i % 2 === 0 ? Buffer.from(part) : part));
}

/** The length of a frame is written in four bytes. */
const MAX_BYTES = 2 ** 32 - 1;

/** @throws RangeError if that is more than one message may have */
export function assertFits(bytes: number): void {
  if (bytes <= MAX_BYTES) return;
  throw new RangeError(
    `it takes ${bytes} bytes, and at most ${MAX_BYTES} (4 GiB) can be sent to or from a process at once`,
  );
}

function withHeader(frame: Buffer): Buffer {
  writeHeader(frame, frame.length);
  return frame;
}

function writeHeader(first: Buffer, length: number): void {
  assertFits(length - FRAME_HEADER_BYTES);
  writeU32(first, 0, length - FRAME_HEADER_BYTES);
  first[LENGTH_BYTES] = MARK;
}

/** Takes what a socket delivers and hands on whole messages, in order. */
export class FrameReader<M extends Message> {
  readonly #onMessage: (message: M) => void;
  /** The beginning of a frame whose end has not come; empty between frames. */
  #partial: Buffer = Buffer.alloc(0);
  #filled = 0;

  constructor(onMessage: (message: M) => void) {
    this.#onMessage = onMessage;
  }

  /**
   * `bytes` may be reused by the caller afterwards: everything kept is copied. Throws ProtocolError if
   * they are not ours; nothing more can be read then.
   */
  push(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      at = this.#filled > 0 ? this.#complete(bytes, at) : this.#readWhole(bytes, at);
    }
  }

  /** Hands on the frame at `at` without copying it, if all of it is here. */
  #readWhole(bytes: Buffer, at: number): number {
    const left = bytes.length - at;
    const length = left < FRAME_HEADER_BYTES ? 0 : lengthOf(bytes, at);
    if (length === 0 || left < length) return this.#keep(bytes, at, length || FRAME_HEADER_BYTES);
    this.#onMessage(decode<M>(bytes, at + FRAME_HEADER_BYTES, at + length));
    return at + length;
  }

  /** Begins a partial frame of which `length` bytes are expected, as far as that is known. */
  #keep(bytes: Buffer, at: number, length: number): number {
    const left = bytes.length - at;
    this.#partial = memoryFor(Math.min(length, Math.max(left, MAX_RESERVED)));
    this.#filled = bytes.copy(this.#partial, 0, at);
    return bytes.length;
  }

  /** Adds to the partial frame, which grows to its final size as soon as its header is known. */
  #complete(bytes: Buffer, at: number): number {
    const count = bytes.copy(this.#partial, this.#filled, at);
    this.#filled += count;
    if (this.#filled < this.#partial.length) return at + count;
    const length = lengthOf(this.#partial, 0);
    if (this.#filled < length) this.#grow(length);
    else this.#handOver();
    return at + count;
  }

  #grow(length: number): void {
    const larger = memoryFor(Math.min(length, Math.max(2 * this.#filled, MAX_RESERVED)));
    this.#partial.copy(larger);
    this.#partial = larger;
  }

  #handOver(): void {
    const frame = this.#partial;
    this.#partial = Buffer.alloc(0);
    this.#filled = 0;
    const memory = frame.buffer as ArrayBuffer; // see `memoryFor`
    const isLong = frame.length >= LONG_LIST_BYTES;
    if (isLong) noteReceived(memory);
    const message = decodeOwn<M>(frame);
    if (isLong) giveBackMemory(memory);
    this.#onMessage(message);
  }
}

/** Alone in its memory, and at its beginning. */
function memoryFor(length: number): Buffer {
  if (length < LONG_LIST_BYTES) return Buffer.allocUnsafeSlow(length);
  return Buffer.from(takeMemory(length), 0, length);
}

/** Of the whole frame whose header is at `at`. */
function lengthOf(bytes: Buffer, at: number): number {
  if (bytes[at + LENGTH_BYTES] !== MARK) {
    throw new ProtocolError(
      `bytes that are no message came from the other side: did a task write to descriptor ${RESULTS_FD}?`,
    );
  }
  return FRAME_HEADER_BYTES + readU32(bytes, at);
}

/** Used for one message at a time: nothing here awaits. */
const OUT = new ByteWriter();

/** The bytes of `message`, behind `headerBytes` for the caller to fill. Throws v8's DataCloneError. */
export function encode(message: Message, headerBytes: number): Buffer {
  writeWhole(message, headerBytes);
  return OUT.remainder.length > 0 ? withRemainder('process') : OUT.copy();
}

function writeWhole(message: Message, headerBytes: number): void {
  OUT.reset(headerBytes);
  writeMessage(message);
}

/** A message in bytes of its own. Throws v8's DataCloneError. */
export function encodeBody(message: Message): Buffer {
  return encode(message, 0);
}

/**
 * A message for a thread whose lists are short, or `undefined`: then posting it is the better way. To be used at once: the bytes may be overwritten
 * by the next message. Throws what `writeRemainder` throws.
 */
export function encodeShort(message: Message): Buffer | undefined {
  if (isFielded(message) && hasLongList(message)) return undefined;
  OUT.reset();
  writeMessage(message);
  if (OUT.remainder.length === 0) return OUT.view();
  return readBare(OUT.remainder) === undefined ? withRemainder('thread') : undefined;
}

const FEW = 64;

function hasLongList(message: FieldedMessage): boolean {
  if (message.kind === 'run')
    return message.chunks.some(
      ({ items }) => items.length > FEW && !(items instanceof NumberRange),
    );
  return message.kind === 'done' && message.results.some(({ values }) => values.length > FEW);
}

function writeMessage(message: Message): void {
  const start = OUT.length;
  OUT.u8(isFielded(message) ? tagOf(message) : OTHER);
  OUT.u32(0);
  if (isFielded(message)) writeFields(new FieldWriter(OUT), message);
  else OUT.cloneList([message]);
  OUT.patchU32(start + 1, OUT.length - start);
}

/** What is in OUT and what has no form in it. A getter that is read meanwhile may submit work: nothing is sent in the same turn. */
function withRemainder(reach: Reach): Buffer {
  return writeRemainder(OUT.remainder, OUT.view(), reach);
}

/** The message whose body is in `bytes`, from `start` to before `end`. Nothing of them is kept: they may be used again. @throws ProtocolError */
export function decode<M extends Message>(bytes: Buffer, start = 0, end: number = bytes.length): M {
  return read<M>(bytes, { start, end, isOwn: false });
}

/** As `decode`, of a frame that is no one else's: its long lists are parts of it, until they are given back (`list-memory.ts`). */
function decodeOwn<M extends Message>(frame: Buffer): M {
  return read<M>(frame, { start: FRAME_HEADER_BYTES, end: frame.length, isOwn: true });
}

interface Body {
  readonly start: number;
  readonly end: number;
  readonly isOwn: boolean;
}

function read<M extends Message>(bytes: Buffer, body: Body): M {
  try {
    return readMessage(bytes, body) as M; // the ends of a channel send what the other expects: see `messages.ts`
  } catch (cause) {
    throw new ProtocolError('a message from the other side could not be read', { cause });
  }
}

function readMessage(bytes: Buffer, { start, end, isOwn }: Body): Message {
  if (bytes[start] === TEXT_START && start < end)
    return readLoneCall(bytes.toString('utf8', start, end));
  if (end - start < BODY_HEADER_BYTES) throw new RangeError('the message has no header');
  const tag = bytes[start] ?? OTHER;
  const fieldsEnd = start + readU32(bytes, start + 1);
  const remainder = fieldsEnd < end ? new Remainder(bytes.subarray(fieldsEnd, end)) : undefined;
  const from = new ByteReader(bytes, start + BODY_HEADER_BYTES, { remainder, end, isOwn });
  const message = tag === OTHER ? asMessage(remainder?.next()) : readFields(tag, from);
  if (from.at !== fieldsEnd)
    throw new RangeError('the fields of the message do not end where they should');
  return message;
}

const BODY_HEADER_BYTES = 5;

function asMessage(value: unknown): Message {
  const isMessage = typeof value === 'object' && value !== null && 'kind' in value;
  if (!isMessage) throw new RangeError('the message is none');
  return value as Message;
}
