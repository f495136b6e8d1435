/**
 * What the text of a file looks like, in half a kilobyte: its MinHash signature.
 *
 *    bytes ──► blanks as one ──► every 16 characters in a row, hashed ──► of each of 128 orders the first
 *
 * Two texts have the same first shingle in as many of the orders, on average, as their sets of shingles have in common
 * (Jaccard: common to both, divided by all). Everything is on typed arrays, and makes next to no garbage.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

export interface Signed {
  readonly file: string;
  readonly bytes: number;
  /** None of a text that is too short to be like another, or of what is no text. */
  readonly signature?: Uint32Array;
  readonly failure?: string;
}

/** Orders in a signature: an estimate is off by some 2 or 3 in 100. */
export const ORDERS = 128;

/** Characters in a shingle: less, and all JavaScript is alike. */
const WIDTH = 16;

/** What has fewer shingles than that is not compared. */
const FEWEST = 50;

/** Hashes that are looked at together, so that they stay in the processor's nearest cache. */
const BLOCK = 4096;
const block = new Uint32Array(BLOCK);

const BASE = 0x0100_0193;
/** `BASE` to the power of `WIDTH`: what the character weighs that falls out of a shingle. */
const OLDEST = Array.from({ length: WIDTH }).reduce<number>((power) => Math.imul(power, BASE), 1);

/** An order is a multiplication and an addition, modulo 2³². */
const factors = Uint32Array.from({ length: ORDERS }, (_, order) => mixed(2 * order + 1) | 1);
const summands = Uint32Array.from({ length: ORDERS }, (_, order) => mixed(2 * order + 2));

/** The task: reads one file and gives its signature. */
export function sign(file: string): Signed {
  try {
    const content = readFileSync(file);
    const bytes = content.length;
    if (content.includes(0) || !isUtf8(content)) return { file, bytes, failure: 'is not text' };
    const text = withSingleBlanks(content);
    if (text.length < WIDTH + FEWEST) return { file, bytes };
    return { file, bytes, signature: signatureOf(text) };
  } catch (error) {
    return { file, bytes: 0, failure: String(error) };
  }
}

/** In how many of the orders, of all, two signatures agree. */
export function similarityOf(a: Uint32Array, b: Uint32Array): number {
  let same = 0;
  for (let order = 0; order < ORDERS; order += 1) if (a[order] === b[order]) same += 1;
  return same / ORDERS;
}

/** The true one, from the sets of all shingles as strings: what signatures save. */
export function jaccardOf([one, other]: readonly [file: string, file: string]): number {
  const [a, b] = [shinglesOf(one), shinglesOf(other)];
  let common = 0;
  for (const shingle of a) if (b.has(shingle)) common += 1;
  return common / (a.size + b.size - common);
}

function shinglesOf(file: string): Set<string> {
  const text = Buffer.from(withSingleBlanks(readFileSync(file))).toString('latin1'); // a character is a byte
  const shingles = new Set<string>();
  for (let at = 0; at + WIDTH <= text.length; at += 1) shingles.add(text.slice(at, at + WIDTH));
  return shingles;
}

/** Indentation and line ends make no difference. Works in place. */
function withSingleBlanks(content: Uint8Array): Uint8Array {
  let length = 0;
  let isAfterBlank = true;
  for (const byte of content) {
    const isBlank = byte === 32 || (byte >= 9 && byte <= 13);
    if (isBlank && isAfterBlank) continue;
    content[length] = isBlank ? 32 : byte;
    length += 1;
    isAfterBlank = isBlank;
  }
  return content.subarray(0, length);
}

function signatureOf(text: Uint8Array): Uint32Array {
  const signature = new Uint32Array(ORDERS).fill(0xffff_ffff);
  const shingles = text.length - WIDTH + 1;
  let hash = 0;
  for (const byte of text.subarray(0, WIDTH)) hash = (Math.imul(hash, BASE) + byte) | 0;
  for (let from = 0; from < shingles; from += BLOCK) {
    const count = Math.min(BLOCK, shingles - from);
    hash = fillBlock(text.subarray(from), count, hash);
    lower(signature, count);
  }
  return signature;
}

/** Hashes `count` shingles from the beginning of `text`, the first of which is `hash`; gives that of the next. */
function fillBlock(text: Uint8Array, count: number, hash: number): number {
  let rolling = hash;
  for (let at = 0; at < count; at += 1) {
    block[at] = mixed(rolling);
    const [oldest = 0, next = 0] = [text[at], text[at + WIDTH]];
    rolling = (Math.imul(rolling, BASE) + next - Math.imul(OLDEST, oldest)) | 0;
  }
  return rolling;
}

/** Puts the least of each order into the signature. */
function lower(signature: Uint32Array, count: number): void {
  for (let order = 0; order < ORDERS; order += 1) {
    const factor = factors[order] as number; // one for each order
    const summand = summands[order] as number;
    let least = signature[order] as number;
    for (let at = 0; at < count; at += 1) {
      const place = (Math.imul(factor, block[at] as number) + summand) >>> 0; // a block is as long
      if (place < least) least = place;
    }
    signature[order] = least;
  }
}

/** Spreads all bits of a number over all others. */
function mixed(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85eb_ca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2_ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
