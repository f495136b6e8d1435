/**
 * Messages as bytes, for workers behind a socket: one buffer per message, written once.
 *
 *    ┌────────────┬──────────────────────────────┐
 *    │ length u32 │ body: v8's structured clone  │   little endian; length is that of the body
 *    └────────────┴──────────────────────────────┘
 *
 * A stream socket delivers pieces of any size; `FrameReader` puts the messages together again.
 */
import { DefaultSerializer, deserialize } from 'node:v8';
import { ProtocolError } from '../base/errors.ts';
import { fromCompact, toCompact } from './compact.ts';
import type { FromWorker, ToWorker } from './messages.ts';

const HEADER_BYTES = 4;
const NO_HEADER = Buffer.alloc(HEADER_BYTES);

/** Throws (v8's `DataCloneError`) if something in the message cannot be cloned. */
export function encodeFrame(message: ToWorker | FromWorker): Buffer {
  const serializer = new DefaultSerializer();
  serializer.writeRawBytes(NO_HEADER); // its place: header and body are one buffer, one write
  serializer.writeHeader();
  serializer.writeValue(toCompact(message));
  const frame = serializer.releaseBuffer();
  frame.writeUInt32LE(frame.length - HEADER_BYTES);
  return frame;
}

/** Takes what a socket delivers and hands on whole messages, in order. */
export class FrameReader<M extends ToWorker | FromWorker> {
  readonly #onMessage: (message: M) => void;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerFilled = 0;
  /** The body being filled, of its final size from the start: no piece is copied twice. */
  #body: Buffer | undefined;
  #bodyFilled = 0;

  constructor(onMessage: (message: M) => void) {
    this.#onMessage = onMessage;
  }

  /** `bytes` may be reused by the caller afterwards: everything kept is copied. */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      at += this.#body === undefined ? this.#fillHeader(bytes, at) : this.#fillBody(bytes, at);
    }
  }

  #fillHeader(bytes: Uint8Array, at: number): number {
    const count = Math.min(HEADER_BYTES - this.#headerFilled, bytes.length - at);
    this.#header.set(bytes.subarray(at, at + count), this.#headerFilled);
    this.#headerFilled += count;
    if (this.#headerFilled === HEADER_BYTES) {
      this.#body = Buffer.allocUnsafeSlow(this.#header.readUInt32LE());
      this.#bodyFilled = 0;
      this.#headerFilled = 0;
    }
    return count;
  }

  #fillBody(bytes: Uint8Array, at: number): number {
    const body = this.#body as Buffer; // set: the caller has just looked
    const count = Math.min(body.length - this.#bodyFilled, bytes.length - at);
    body.set(bytes.subarray(at, at + count), this.#bodyFilled);
    this.#bodyFilled += count;
    if (this.#bodyFilled === body.length) {
      this.#body = undefined;
      this.#onMessage(decodeBody<M>(body));
    }
    return count;
  }
}

function decodeBody<M extends ToWorker | FromWorker>(body: Buffer): M {
  try {
    return fromCompact<M>(deserialize(body));
  } catch (cause) {
    throw new ProtocolError('a message from the other side could not be read', { cause });
  }
}
