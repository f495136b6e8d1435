/**
 * Messages on a stream socket: one buffer per message, written once.
 *
 *    ┌────────────┬─────────┬─────────────────────────┐
 *    │ length u32 │ mark u8 │ body: see `codec.ts`    │   little endian; length is that of the body
 *    └────────────┴─────────┴─────────────────────────┘
 *
 * A socket delivers pieces of any size; `FrameReader` puts the messages together again. The mark
 * tells a message from what a task may have written to the socket's descriptor: without it such
 * bytes would be a length, and the reader would wait for ever for a body of that size.
 */
import { ProtocolError } from '../base/errors.ts';
import { decode, decodeOwn, encode } from './codec.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** Where a worker process finds its two sockets. */
export const COMMANDS_FD = 3;
export const RESULTS_FD = 4;

/**
 * For a frame that says it is longer no more memory is taken than has come of it: what says so may be
 * lying. Reserved memory costs nothing until it is written to.
 */
const MAX_RESERVED = 1 << 26;
const LENGTH_BYTES = 4;
const HEADER_BYTES = LENGTH_BYTES + 1;
/** No character of any text in UTF-8. */
const MARK = 0xfe;

/** Throws (v8's `DataCloneError`) if something in the message cannot be cloned. */
export function encodeFrame(message: ToWorker | FromWorker): Buffer {
  return withHeader(encode(message, HEADER_BYTES, (frame) => Buffer.from(frame)));
}

/** As `encodeFrame`, for whoever writes at once: the bytes may be overwritten by the next frame. */
export function borrowFrame(message: ToWorker | FromWorker): Buffer {
  return withHeader(encode(message, HEADER_BYTES, (frame) => frame));
}

function withHeader(frame: Buffer): Buffer {
  frame.writeUInt32LE(frame.length - HEADER_BYTES);
  frame[LENGTH_BYTES] = MARK;
  return frame;
}

/** Takes what a socket delivers and hands on whole messages, in order. */
export class FrameReader<M extends ToWorker | FromWorker> {
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
    const length = left < HEADER_BYTES ? 0 : lengthOf(bytes, at);
    if (length === 0 || left < length) return this.#keep(bytes, at, length || HEADER_BYTES);
    this.#onMessage(decode<M>(bytes.subarray(at + HEADER_BYTES, at + length)));
    return at + length;
  }

  /** Begins a partial frame of which `length` bytes are expected, as far as that is known. */
  #keep(bytes: Buffer, at: number, length: number): number {
    const left = bytes.length - at;
    this.#partial = Buffer.allocUnsafeSlow(Math.min(length, Math.max(left, MAX_RESERVED)));
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
    const larger = Buffer.allocUnsafeSlow(
      Math.min(length, Math.max(2 * this.#filled, MAX_RESERVED)),
    );
    this.#partial.copy(larger);
    this.#partial = larger;
  }

  #handOver(): void {
    const frame = this.#partial;
    this.#partial = Buffer.alloc(0);
    this.#filled = 0;
    this.#onMessage(decodeOwn<M>(frame.subarray(HEADER_BYTES)));
  }
}

/** Of the whole frame whose header is at `at`. */
function lengthOf(bytes: Buffer, at: number): number {
  if (bytes[at + LENGTH_BYTES] !== MARK) {
    throw new ProtocolError(
      `bytes that are no message came from the other side: did a task write to descriptor ${RESULTS_FD}?`,
    );
  }
  return HEADER_BYTES + bytes.readUInt32LE(at);
}
