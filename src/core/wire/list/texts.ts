/**
 * Lists of many short texts: how long each is, and all of them as one text.
 *
 *    ['a.ts', 'b.ts', '', …]   ◄──►   4 4 0 … · 'a.tsb.ts…'
 *
 * To cut a text takes a sixth of the time in which v8 reads one. Not for long texts: what is cut from a text keeps all of it in
 * memory, but for pieces that are so short that they are copied.
 */
import type { ListKind } from './kind.ts';
import { giveBackMemory } from '../list-memory.ts';

export interface Texts {
  readonly lengths: Int32Array<ArrayBuffer>;
  readonly all: string;
}

/** Fewer are `mixed` values (`simple.ts`). */
const MIN_TEXTS = 33;
/** V8 copies pieces up to this; longer ones hold on to the text that they are cut from. */
const MAX_PIECE = 12;

export const TEXTS: ListKind<Texts> = {
  tag: 10,
  fits: toTexts,
  write(out, { lengths, all }) {
    const isWide = !isLatin1(all);
    out.count(lengths.length);
    out.memory(lengths);
    out.u8(isWide ? 1 : 0);
    out.u32(all.length);
    out.memory(Buffer.from(all, isWide ? 'utf16le' : 'latin1'));
  },
  read(from) {
    const count = from.count(Int32Array.BYTES_PER_ELEMENT);
    const { buffer, byteOffset } = from.memory(count * Int32Array.BYTES_PER_ELEMENT);
    const isWide = from.u8() === 1;
    const length = from.u32();
    const bytes = from.memory(isWide ? length * 2 : length);
    const texts = cut(new Int32Array(buffer, byteOffset, count), bytes, isWide);
    giveBackMemory(buffer);
    giveBackMemory(bytes.buffer);
    return texts;
  },
};

function toTexts(values: ArrayLike<unknown>): Texts | undefined {
  const { length } = values;
  if (length < MIN_TEXTS || typeof values[0] !== 'string') return undefined;
  const lengths = new Int32Array(length);
  let total = 0;
  for (let i = 0; i < length; i += 1) {
    const value = values[i];
    if (typeof value !== 'string') return undefined;
    lengths[i] = value.length;
    total += value.length;
  }
  if (total > MAX_PIECE * length) return undefined;
  return { lengths, all: Array.prototype.join.call(values, '') };
}

/** Node counts the bytes of UTF-8 far sooner than a loop looks at each unit; mostly there is none that takes two. */
function isLatin1(text: string): boolean {
  if (Buffer.byteLength(text) === text.length) return true;
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}

function cut(lengths: Int32Array, bytes: Uint8Array<ArrayBuffer>, isWide: boolean): string[] {
  const encoding = isWide ? 'utf16le' : 'latin1';
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all = buffer.toString(encoding);
  const texts = new Array<string>(lengths.length);
  let at = 0;
  for (let i = 0; i < texts.length; i += 1) {
    const length = lengths[i] as number; // in range
    const end = at + length;
    if (length < 0 || end > all.length) throw new RangeError('a text ends behind the last');
    texts[i] = length <= MAX_PIECE ? all.slice(at, end) : longOf(buffer, encoding, { at, end });
    at = end;
  }
  if (at !== all.length) throw new RangeError(`the texts have ${all.length - at} units too many`);
  return texts;
}

interface Place {
  readonly at: number;
  readonly end: number;
}

function longOf(buffer: Buffer, encoding: 'utf16le' | 'latin1', { at, end }: Place): string {
  const unitBytes = encoding === 'utf16le' ? 2 : 1;
  return buffer.toString(encoding, at * unitBytes, end * unitBytes);
}
