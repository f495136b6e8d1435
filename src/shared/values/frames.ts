/**
 * The messages between a holder and the program in which objects live, as frames on a socket.
 *
 *    length u32 · mark u8 · kind u8 · fields · bytes to the end
 *
 * Little endian; the length is that of what follows the mark.
 */
import { ProtocolError } from '../../core/base/errors.ts';
import { unreachable } from '../../core/base/unreachable.ts';
import { copyInto } from '../../core/wire/bytes.ts';

export type ToHome =
  /** The first message: shows that the holder may be here. */
  | { readonly kind: 'hello'; readonly token: Buffer }
  | {
      readonly kind: 'call';
      /** `NO_ANSWER` if nobody waits for one. */
      readonly id: number;
      readonly object: number;
      /** In ms; `undefined`: for ever. */
      readonly limitMs: number | undefined;
      readonly method: string;
      readonly body: Buffer;
    }
  /** Nobody waits for the answer of the call any more. */
  | { readonly kind: 'giveUp'; readonly id: number }
  /** A delivery is there, or is not wanted any more. */
  | { readonly kind: 'received'; readonly id: number }
  | { readonly kind: 'returned'; readonly id: number }
  /** There is a proxy of the object; there is one less. */
  | { readonly kind: 'hold'; readonly id: number }
  | { readonly kind: 'release'; readonly id: number };

export type ToHolder =
  | { readonly kind: 'value'; readonly id: number; readonly body: Buffer }
  /** As `value`, and the holder is to say that it has got it. */
  | { readonly kind: 'delivery'; readonly id: number; readonly body: Buffer }
  | { readonly kind: 'error'; readonly id: number; readonly body: Buffer }
  | { readonly kind: 'iteration'; readonly id: number; readonly object: number };

export const NO_ANSWER = 0;

type Frame = ToHome | ToHolder;

/** By its place. Never change the order: both ends are of one version only within one program. */
const KINDS = [
  'hello',
  'call',
  'giveUp',
  'received',
  'returned',
  'hold',
  'release',
  'value',
  'delivery',
  'error',
  'iteration',
] as const satisfies readonly Frame['kind'][];

const LENGTH_BYTES = 4;
const HEADER_BYTES = LENGTH_BYTES + 1;
/** No character of any text in UTF-8. */
const MARK = 0xfd;
export const MAX_FRAME_BYTES: number = 2 ** 32 - 1;

export function encodeFrame(frame: Frame): Buffer {
  switch (frame.kind) {
    case 'hello':
      return encodeHello(frame.token);
    case 'call':
      return encodeCall(frame);
    case 'iteration':
      return encodeIteration(frame.id, frame.object);
    case 'value':
    case 'delivery':
    case 'error':
      return encodeNumbered(frame.kind, frame.id, frame.body);
    case 'giveUp':
    case 'received':
    case 'returned':
    case 'hold':
    case 'release':
      return encodeNumbered(frame.kind, frame.id, NOTHING);
    default:
      return unreachable(frame);
  }
}

const NOTHING = Buffer.alloc(0);
const FOR_EVER = -1;
/** Kind, id, object, length of the name, limit. */
const CALL_BYTES = 21;
/** Kind, id. */
const NUMBERED_BYTES = 5;

function encodeHello(token: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + 1 + token.length);
  writeHeader(frame, 'hello');
  token.copy(frame, HEADER_BYTES + 1);
  return frame;
}

function encodeIteration(id: number, object: number): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + NUMBERED_BYTES + 4);
  writeHeader(frame, 'iteration');
  frame.writeUInt32LE(id, HEADER_BYTES + 1);
  frame.writeUInt32LE(object, HEADER_BYTES + 5);
  return frame;
}

function encodeNumbered(kind: Frame['kind'], id: number, body: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + NUMBERED_BYTES + body.length);
  writeHeader(frame, kind);
  frame.writeUInt32LE(id, HEADER_BYTES + 1);
  copyInto(frame, HEADER_BYTES + NUMBERED_BYTES, body);
  return frame;
}

/** By hand: this is what is written most. */
function encodeCall({ id, object, limitMs, method, body }: ToHome & { kind: 'call' }): Buffer {
  const name = NAMES.get(method) ?? keepName(method);
  const nameLength = name.length;
  const frame = Buffer.allocUnsafe(HEADER_BYTES + CALL_BYTES + nameLength + body.length);
  writeHeader(frame, 'call');
  frame.writeUInt32LE(id, HEADER_BYTES + 1);
  frame.writeUInt32LE(object, HEADER_BYTES + 5);
  frame.writeUInt32LE(nameLength, HEADER_BYTES + 9);
  frame.writeDoubleLE(limitMs ?? FOR_EVER, HEADER_BYTES + 13);
  copyInto(frame, HEADER_BYTES + CALL_BYTES, name);
  copyInto(frame, HEADER_BYTES + CALL_BYTES + nameLength, body);
  return frame;
}

/** Of methods, in bytes: there are few, and each is called often. */
const NAMES = new Map<string, Buffer>();
const MAX_NAMES = 500;

function keepName(method: string): Buffer {
  if (NAMES.size >= MAX_NAMES) NAMES.clear();
  const name = Buffer.from(method);
  NAMES.set(method, name);
  return name;
}

function writeHeader(frame: Buffer, kind: Frame['kind']): void {
  if (frame.length - HEADER_BYTES > MAX_FRAME_BYTES)
    throw new RangeError(`at most ${MAX_FRAME_BYTES} bytes can be sent at once`);
  frame.writeUInt32LE(frame.length - HEADER_BYTES, 0);
  frame[LENGTH_BYTES] = MARK;
  frame[HEADER_BYTES] = KINDS.indexOf(kind);
}

/** @throws ProtocolError */
export function decodeFrame(bytes: Buffer): Frame {
  try {
    return decode(bytes);
  } catch (cause) {
    throw new ProtocolError('a message about a served object could not be read', { cause });
  }
}

function decode(bytes: Buffer): Frame {
  const kind = KINDS[bytes.readUInt8(0)];
  switch (kind) {
    case 'hello':
      return { kind, token: bytes.subarray(1) };
    case 'call':
      return decodeCall(bytes);
    case 'iteration':
      return { kind, id: bytes.readUInt32LE(1), object: bytes.readUInt32LE(5) };
    case 'value':
    case 'delivery':
    case 'error':
      return { kind, id: bytes.readUInt32LE(1), body: bytes.subarray(5) };
    case 'giveUp':
    case 'received':
    case 'returned':
    case 'hold':
    case 'release':
      return { kind, id: bytes.readUInt32LE(1) };
    case undefined:
      throw new RangeError('there is no such kind of message');
    default:
      return unreachable(kind);
  }
}

function decodeCall(bytes: Buffer): ToHome {
  const bodyAt = CALL_BYTES + bytes.readUInt32LE(9);
  const limitMs = bytes.readDoubleLE(13);
  if (bodyAt > bytes.length) throw new RangeError('the name of the method is cut off');
  return {
    kind: 'call',
    id: bytes.readUInt32LE(1),
    object: bytes.readUInt32LE(5),
    limitMs: limitMs < 0 ? undefined : limitMs,
    method: bytes.toString('utf8', CALL_BYTES, bodyAt),
    body: bytes.subarray(bodyAt),
  };
}

const SHORT_READ = 1024;

/**
 * Puts what a socket delivers together again. What it hands on is nobody else's, and what it is given may be used
 * again.
 *
 * Invariant: no more memory is kept than has come; whoever says that a long frame will come has to send it. Of a short read
 * all frames are views, of a long one each is a copy: else a short item of a queue could keep all that came with it.
 */
export class FrameSplitter {
  /** The begin of a frame whose end has not come. */
  #pieces: Buffer[] = [];
  #length = 0;
  /** Of that frame, as far as is known: header included, or the header alone. */
  #needed = HEADER_BYTES;
  readonly #onFrame: (bytes: Buffer) => void;
  /** Whether what it is given is used again by whoever reads, or by nobody else. */
  readonly #given: 'reused' | 'own';
  /** The longest that is taken. */
  maxBytes: number;

  constructor(
    maxBytes: number,
    onFrame: (bytes: Buffer) => void,
    given: 'reused' | 'own' = 'reused',
  ) {
    this.maxBytes = maxBytes;
    this.#onFrame = onFrame;
    this.#given = given;
  }

  /** @throws ProtocolError if that is no frame, or one that is too long */
  push(bytes: Buffer): void {
    if (this.#length === 0) {
      if (bytes.length > SHORT_READ) this.#take(bytes, copyOf);
      else this.#take(this.#given === 'own' ? bytes : copyOf(bytes), asIs);
      return;
    }
    this.#keep(copyOf(bytes));
    if (this.#length < this.#needed) return;
    const all = Buffer.concat(this.#pieces, this.#length);
    this.#pieces = [];
    this.#length = 0;
    this.#take(all, asIs);
  }

  #take(bytes: Buffer, own: (view: Buffer) => Buffer): void {
    const rest = this.#handOver(bytes, own);
    if (rest < bytes.length) this.#keep(own(bytes.subarray(rest)));
  }

  /** All whole frames. Returns where the rest begins. */
  #handOver(bytes: Buffer, own: (view: Buffer) => Buffer): number {
    for (let at = 0; ; at += this.#needed) {
      this.#needed = this.#lengthAt(bytes, at);
      if (bytes.length - at < this.#needed) return at;
      this.#onFrame(own(bytes.subarray(at + HEADER_BYTES, at + this.#needed)));
    }
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  /** Of the frame that begins there, header included; of the header if no more can be known. */
  #lengthAt(bytes: Buffer, at: number): number {
    if (bytes.length - at < HEADER_BYTES) return HEADER_BYTES;
    const length = bytes.readUInt32LE(at);
    if (bytes[at + LENGTH_BYTES] !== MARK || length === 0 || length > this.maxBytes)
      throw new ProtocolError('bytes that are no message about a served object came');
    return HEADER_BYTES + length;
  }
}

function copyOf(bytes: Buffer): Buffer {
  return Buffer.from(bytes);
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}
