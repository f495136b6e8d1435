/**
 * Cuts a zstd file at the ends of its frames; it may have many (`cat a.zst b.zst`, `pzstd`).
 *
 * Node's decoder stops at the first frame that ends inside of a piece, and silently drops what follows
 * (https://github.com/nodejs/node/issues/64741); some versions also accept a truncated file as a whole one.
 * Delete this file when no supported version of Node does either.
 *
 *    [ …frame 1 | frame 2… ] ──► [ …frame 1 ] [ frame 2… ] ──► decoder
 */
import { Transform, type TransformCallback } from 'node:stream';

/** What the parser needs next: to read so many bytes, or to skip so many. */
type Step = { readonly read: number } | { readonly skip: number };

/** Finds the end of a frame. It yields steps and gets the bytes that it asked to read. */
type FrameParser = Generator<Step, void, Buffer>;

const FRAME = 0xfd2fb528;
const FIRST_SKIPPABLE = 0x184d2a50;
const LAST_SKIPPABLE = 0x184d2a5f;

/** Parses one frame: RFC 8878, section 3.1. */
function* parseFrame(): FrameParser {
  const magic = (yield { read: 4 }).readUInt32LE();
  if (magic >= FIRST_SKIPPABLE && magic <= LAST_SKIPPABLE) {
    yield { skip: (yield { read: 4 }).readUInt32LE() };
    return;
  }
  if (magic !== FRAME) yield { skip: Number.POSITIVE_INFINITY }; // no zstd: the decoder reports it
  const descriptor = (yield { read: 1 }).readUInt8();
  yield { skip: lengthOfHeader(descriptor) };
  yield* parseBlocks();
  yield { skip: (descriptor & 4) === 0 ? 0 : 4 }; // the checksum
}

function* parseBlocks(): FrameParser {
  for (;;) {
    const header = (yield { read: 3 }).readUIntLE(0, 3);
    const isRepeatedByte = ((header >> 1) & 3) === 1;
    yield { skip: isRepeatedByte ? 1 : header >> 3 };
    if ((header & 1) === 1) return;
  }
}

/** The bytes after the descriptor: window, dictionary ID, content size. */
function lengthOfHeader(descriptor: number): number {
  const isSingleSegment = (descriptor & 32) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const content = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  return (isSingleSegment ? 0 : 1) + dictionary + content;
}

export class ZstdFrames extends Transform {
  #parser: FrameParser | undefined;
  /** Bytes of the current step that were read. */
  #bytes: number[] = [];
  #step: Step = { skip: 0 };
  /** How many bytes the current step still needs. */
  #missing = 0;

  constructor() {
    super({ readableObjectMode: true }); // otherwise the stream joins pieces that wait
  }

  override _transform(piece: Buffer, _: BufferEncoding, done: TransformCallback): void {
    for (let at = 0; at < piece.length; ) {
      const length = this.#lengthOfFrameIn(piece.subarray(at));
      this.push(piece.subarray(at, at + length));
      at += length;
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    const isTruncated = this.#parser !== undefined && this.#missing !== Number.POSITIVE_INFINITY;
    done(isTruncated ? new Error('unexpected end of file') : null);
  }

  /** How many of `bytes` belong to the frame that is being parsed. */
  #lengthOfFrameIn(bytes: Buffer): number {
    let at = 0;
    this.#parser ??= this.#start();
    while (this.#parser !== undefined && at < bytes.length) {
      const used = Math.min(this.#missing, bytes.length - at);
      if ('read' in this.#step) this.#bytes.push(...bytes.subarray(at, at + used));
      at += used;
      this.#missing -= used;
      while (this.#missing === 0 && this.#parser !== undefined) this.#advance(this.#parser);
    }
    return at;
  }

  #start(): FrameParser {
    const parser = parseFrame();
    this.#take(parser.next());
    return parser;
  }

  #advance(parser: FrameParser): void {
    const bytes = Buffer.from(this.#bytes);
    this.#bytes = [];
    const next = parser.next(bytes);
    if (next.done === true) this.#parser = undefined;
    else this.#take(next);
  }

  #take(next: IteratorResult<Step, void>): void {
    if (next.done === true) return;
    this.#step = next.value;
    this.#missing = 'read' in next.value ? next.value.read : next.value.skip;
  }
}
