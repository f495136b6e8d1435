/**
 * Lists of many short texts: how long each is, and all of them as one text.
 *
 *    ['a.ts', 'b.ts', '', …]   ◄──►   4 4 0 … · 'a.tsb.ts…'
 *
 * To cut a text takes a sixth of the time in which v8 reads one. Not for long texts: what is cut from a text keeps all of it in
 * memory, but for pieces that are so short that they are copied.
 */
import { isLatin1 } from '../bytes.ts';
import { giveBackMemory } from '../list-memory.ts';
import type { ListKind } from './kind.ts';
import { inBlocks } from './in-blocks.ts';
import { startsOf } from './lengths.ts';
import { SHORT_TEXT } from './plain.ts';

export interface Texts {
  readonly lengths: Int32Array<ArrayBuffer>;
  readonly all: string;
}

/** Fewer are `mixed` values (`simple.ts`). */
const MIN_TEXTS = 33;

export const TEXTS: ListKind<Texts> = {
  tag: 10,
  fits: toTexts,
  write(out, { lengths, all }) {
    const isWide = !isNarrow(all);
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
  if (total > SHORT_TEXT * length) return undefined;
  return { lengths, all: Array.prototype.join.call(values, '') };
}

/** Node counts the bytes of UTF-8 far sooner than a loop looks at each unit; mostly there is none that takes two. */
function isNarrow(text: string): boolean {
  return Buffer.byteLength(text) === text.length || isLatin1(text);
}

function cut(lengths: Int32Array, bytes: Uint8Array<ArrayBuffer>, isWide: boolean): string[] {
  const encoding = isWide ? 'utf16le' : 'latin1';
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all = buffer.toString(encoding);
  const starts = startsOf(lengths);
  if (starts[lengths.length] !== all.length)
    throw new RangeError(`${lengths.length} texts are not the ${all.length} units that there are`);
  const unitBytes = isWide ? 2 : 1;
  const texts = new Array<string>(lengths.length);
  inBlocks(0, texts.length, (from, to) => {
    for (let i = from; i < to; i += 1) {
      const at = starts[i] as number; // in range
      const end = starts[i + 1] as number;
      const isShort = end - at <= SHORT_TEXT;
      texts[i] = isShort
        ? all.slice(at, end)
        : buffer.toString(encoding, at * unitBytes, end * unitBytes);
    }
  });
  return texts;
}
