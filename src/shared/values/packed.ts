/**
 * Values as bytes, as the wire of pools writes them: few and simple ones in some bytes, all others by structured clone,
 * with handles in place of served objects. Made when a value is given, so that what is done to it afterwards is not
 * seen by others; a queue keeps its items so, and never reads them.
 *
 *    where the remainder begins u32 · a list · remainder
 */
import { NotSendableError } from '../../core/base/errors.ts';
import { servedReader } from '../../core/base/served.ts';
import { notSendable } from '../../core/codec/crossing/not-sendable.ts';
import { ByteReader, ByteWriter } from '../../core/wire/bytes.ts';
import { readList, writeList } from '../../core/wire/list/kinds.ts';
import { Remainder, writeRemainder } from '../../core/wire/remainder.ts';
import { UnreadableList } from '../../core/wire/unreadable.ts';
import { ROOM } from './room.ts';

const HEAD_BYTES = 4;
/** The tag in front of served objects, behind v8's header: see `core/wire/remainder.ts`. */
const SERVED_AT = 2;
const SERVED = 2;

export class Packed {
  readonly bytes: Buffer;
  /** Served objects in it live as long as it does. */
  readonly keeps: unknown;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.keeps = hasServed(bytes) ? this.values() : undefined;
  }

  /** `what` names the values if they cannot be sent. @throws NotSendableError */
  static of(values: readonly unknown[], what: string): Packed {
    return values.length === 0 ? NOTHING : new Packed(pack(values, what));
  }

  /** All values, made anew at each call. @throws RangeError for what is not ours */
  values(): readonly unknown[] {
    if (this.bytes.length === 0) return [];
    const { bytes } = this;
    const end = bytes.readUInt32LE(0);
    const remainder = end < bytes.length ? new Remainder(bytes.subarray(end)) : undefined;
    const list = readList(new ByteReader(bytes, HEAD_BYTES, { remainder }));
    return list instanceof UnreadableList ? readEach(list) : Array.from(list);
  }
}

/** Where only some classes are loaded the others are now, if Node can do that at once. */
function readEach(list: UnreadableList): readonly unknown[] {
  return Array.from({ length: list.length }, (_, index) => {
    const outcome = list.outcomeAt(index);
    if (outcome.ok) return outcome.value;
    throw outcome.error;
  });
}

/** The value in `bytes`; a promise of it if not all classes of served objects are loaded and some come. */
export function valueIn(bytes: Buffer): unknown {
  const isLacking = hasServed(bytes) && servedReader() === undefined;
  const read = (): unknown => new Packed(bytes).values()[0];
  return isLacking ? import(ROOM).then(read) : read();
}

const NOTHING = new Packed(Buffer.alloc(0));

function hasServed(bytes: Buffer): boolean {
  return bytes.length > 0 && bytes[bytes.readUInt32LE(0) + SERVED_AT] === SERVED;
}

const OUT = new ByteWriter();

function pack(values: readonly unknown[], what: string): Buffer {
  try {
    OUT.reset();
    OUT.u32(0);
    writeList(OUT, values);
    OUT.patchU32(0, OUT.length);
    const head = OUT.copy();
    // A getter that is read now may pack something, too: OUT is not used any more.
    return OUT.remainder.length > 0 ? writeRemainder(OUT.remainder, head, 'process') : head;
  } catch (cause) {
    if (cause instanceof NotSendableError) throw cause;
    throw notSendable(what, values.length === 1 ? values[0] : values, {
      cause,
      boundary: 'process',
    });
  }
}
