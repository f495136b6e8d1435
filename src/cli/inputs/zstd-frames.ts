/**
 * Cuts a zstd file at the ends of its frames, of which it may have many (`cat a.zst b.zst`, `pzstd`).
 *
 * Node's decoder ends at the first frame that ends inside of a piece, and drops the rest without a word
 * (https://github.com/nodejs/node/issues/64741); some versions take a torn file for a whole one as well.
 * Delete this file when no Node that is supported does either.
 *
 *    [ …frame 1 | frame 2… ] ──► [ …frame 1 ] [ frame 2… ] ──► decoder
 */
import { Transform, type TransformCallback } from 'node:stream';

/** What comes next in a file: bytes whose values matter, or so many of any value. */
type Wish = { readonly see: number } | { readonly skip: number };

type Walk = Generator<Wish, void, Buffer>;

const FRAME = 0xfd2fb528;
const FIRST_SKIPPABLE = 0x184d2a50;
const LAST_SKIPPABLE = 0x184d2a5f;

/** From the start of a frame to its end: RFC 8878, section 3.1. */
function* walkFrame(): Walk {
  const magic = (yield { see: 4 }).readUInt32LE();
  if (magic >= FIRST_SKIPPABLE && magic <= LAST_SKIPPABLE) {
    yield { skip: (yield { see: 4 }).readUInt32LE() };
    return;
  }
  if (magic !== FRAME) yield { skip: Number.POSITIVE_INFINITY }; // the decoder will say what it thinks of it
  const descriptor = (yield { see: 1 }).readUInt8();
  yield { skip: lengthOfHeader(descriptor) };
  yield* walkBlocks();
  yield { skip: (descriptor & 4) === 0 ? 0 : 4 }; // the checksum
}

function* walkBlocks(): Walk {
  for (;;) {
    const header = (yield { see: 3 }).readUIntLE(0, 3);
    const isRepeatedByte = ((header >> 1) & 3) === 1;
    yield { skip: isRepeatedByte ? 1 : header >> 3 };
    if ((header & 1) === 1) return;
  }
}

/** Of what follows the descriptor: the window, the dictionary's name, the length of the content. */
function lengthOfHeader(descriptor: number): number {
  const isSingleSegment = (descriptor & 32) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const content = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  return (isSingleSegment ? 0 : 1) + dictionary + content;
}

export class ZstdFrames extends Transform {
  #walk: Walk | undefined;
  #seen: number[] = [];
  #wish: Wish = { skip: 0 };
  /** How many bytes of the wish are still to come. */
  #missing = 0;

  constructor() {
    super({ readableObjectMode: true }); // or pieces that wait are joined again
  }

  override _transform(piece: Buffer, _: BufferEncoding, done: TransformCallback): void {
    let rest = piece;
    while (rest.length > 0) {
      const length = this.#lengthOfFrameIn(rest);
      this.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    const isTorn = this.#walk !== undefined && this.#missing !== Number.POSITIVE_INFINITY;
    done(isTorn ? new Error('unexpected end of file') : null);
  }

  /** How much of `bytes` belongs to the frame that is being walked. */
  #lengthOfFrameIn(bytes: Buffer): number {
    let at = 0;
    this.#walk ??= this.#start();
    while (this.#walk !== undefined && at < bytes.length) {
      const used = Math.min(this.#missing, bytes.length - at);
      if ('see' in this.#wish) this.#seen.push(...bytes.subarray(at, at + used));
      at += used;
      this.#missing -= used;
      while (this.#missing === 0 && this.#walk !== undefined) this.#goOn(this.#walk);
    }
    return at;
  }

  #start(): Walk {
    const walk = walkFrame();
    this.#hear(walk.next());
    return walk;
  }

  #goOn(walk: Walk): void {
    const seen = Buffer.from(this.#seen);
    this.#seen = [];
    const next = walk.next(seen);
    if (next.done === true) this.#walk = undefined;
    else this.#hear(next);
  }

  #hear(next: IteratorResult<Wish, void>): void {
    if (next.done === true) return;
    this.#wish = next.value;
    this.#missing = 'see' in next.value ? next.value.see : next.value.skip;
  }
}
