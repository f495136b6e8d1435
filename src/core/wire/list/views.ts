/**
 * Lists of many small typed arrays, or Buffers, of one kind: how long each is, and the bytes of all of them.
 *
 * v8 asks its writer about each, and reads each with memory of its own in several steps. As with structured clone each arrives
 * with memory of its own; a `Buffer` stays one, and brings nothing along of the memory that Node lends to many.
 */
import { copyBytes, makeView, type ViewParts } from '../../base/views.ts';
import { giveBackMemory } from '../list-memory.ts';
import type { PackedList, WireKind } from './kind.ts';
import { startsOf } from './lengths.ts';
import type { Nesting } from './nesting.ts';
import { partsOfSmallView } from './plain.ts';

export interface Views {
  readonly kind: number;
  readonly lengths: Int32Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const VIEWS: WireKind<Views> = {
  tag: 11,
  write(out, { kind, lengths, bytes }, parts) {
    out.u8(kind);
    parts.writeAny(out, lengths);
    out.u32(bytes.length);
    out.memory(bytes);
  },
  read(from, parts) {
    const kind = from.u8();
    const lengths = parts.read(from);
    const total = from.u32();
    const bytes = from.memory(total);
    const starts = startsOf(lengths);
    if (starts[lengths.length] !== total)
      throw new RangeError(`${lengths.length} views do not show the ${total} bytes that there are`);
    const views = new Array<ArrayBufferView>(lengths.length);
    for (let i = 0; i < views.length; i += 1) {
      const at = starts[i] as number; // in range
      const byteLength = (starts[i + 1] as number) - at;
      const memory = copyBytes(bytes.buffer, bytes.byteOffset + at, byteLength);
      const view = makeView({ kind, byteOffset: 0, byteLength }, memory);
      if (view.byteLength !== byteLength) throw new RangeError('a view ends within an element');
      views[i] = view;
    }
    giveBackMemory(bytes.buffer);
    return views;
  },
};

/** `undefined` if they are of several kinds, if one may not be in such a list, or two of one row show the same memory, and have to. */
export function packViews(values: readonly unknown[], nesting: Nesting): PackedList | undefined {
  const views = new Array<ViewParts>(values.length);
  const lengths = new Int32Array(values.length);
  let total = 0;
  for (let i = 0; i < views.length; i += 1) {
    const parts = partsOfSmallView(values[i]);
    if (parts === undefined || parts.kind !== (views[0] ?? parts).kind) return undefined;
    views[i] = parts;
    lengths[i] = parts.byteLength;
    total += parts.byteLength;
  }
  // Of what is sent itself there is one in each row.
  if (!nesting.isOutermost && nesting.meetsAgain(views.map(({ buffer }) => buffer)))
    return undefined;
  const packed: Views = { kind: views[0]?.kind ?? 0, lengths, bytes: bytesOf(views, total) };
  return { kind: VIEWS, packed };
}

function bytesOf(views: readonly ViewParts[], total: number): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.allocUnsafeSlow(total);
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of views) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}
