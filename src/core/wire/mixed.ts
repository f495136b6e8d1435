/**
 * Short lists of mixed simple values, as the arguments of most calls are: one byte that says what a value is,
 * then the value.
 *
 *    ('a.ts', 3, true, null)  ──►  text 4 'a.ts' · int32 3 · true · null
 *
 * What is too long or not simple is left to structured clone, which takes 3 µs before it has written
 * anything. Exact by `Object.is`; texts in any 16-bit units, lone surrogates included.
 */
import { type ByteReader, type ByteWriter, isInt32 } from './bytes.ts';

const UNDEFINED = 0;
const NULL = 1;
const TRUE = 2;
const FALSE = 3;
const INT32 = 4;
const DOUBLE = 5;
/** One byte a character: all of them below 256. */
const NARROW_TEXT = 6;
const WIDE_TEXT = 7;

const MAX_VALUES = 32;
/** Longer ones v8 copies faster than a loop does. */
const MAX_TEXT = 128;

export function isMixed(values: ArrayLike<unknown>): boolean {
  if (values.length > MAX_VALUES) return false;
  for (let i = 0; i < values.length; i += 1) if (!isSimple(values[i])) return false;
  return true;
}

function isSimple(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
    case 'boolean':
    case 'undefined':
      return true;
    case 'string':
      return value.length <= MAX_TEXT;
    default:
      return value === null;
  }
}

/** Writes `values`, which are mixed. */
export function writeMixed(out: ByteWriter, values: ArrayLike<unknown>): void {
  out.u8(values.length);
  for (let i = 0; i < values.length; i += 1) writeValue(out, values[i]);
}

/** Reads what `writeMixed` wrote. */
export function readMixed(from: ByteReader): unknown[] {
  const values: unknown[] = [];
  for (let left = from.u8(); left > 0; left -= 1) values.push(readValue(from));
  return values;
}

function writeValue(out: ByteWriter, value: unknown): void {
  switch (typeof value) {
    case 'number':
      writeNumber(out, value);
      return;
    case 'string':
      writeText(out, value);
      return;
    case 'boolean':
      out.u8(value ? TRUE : FALSE);
      return;
    default:
      out.u8(value === null ? NULL : UNDEFINED);
  }
}

function writeNumber(out: ByteWriter, value: number): void {
  if (isInt32(value)) {
    out.u8(INT32);
    out.i32(value);
  } else {
    out.u8(DOUBLE);
    out.f64(value);
  }
}

function writeText(out: ByteWriter, text: string): void {
  const isNarrow = isLatin1(text);
  out.u8(isNarrow ? NARROW_TEXT : WIDE_TEXT);
  out.u8(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    out.u8(unit & 0xff);
    if (!isNarrow) out.u8(unit >> 8);
  }
}

function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}

function readValue(from: ByteReader): unknown {
  const kind = from.u8();
  switch (kind) {
    case UNDEFINED:
      return undefined;
    case NULL:
      return null;
    case TRUE:
    case FALSE:
      return kind === TRUE;
    case INT32:
      return from.i32();
    case DOUBLE:
      return from.f64();
    case NARROW_TEXT:
    case WIDE_TEXT:
      return readText(from, kind === NARROW_TEXT);
    default:
      throw new RangeError(`there is no value of kind ${kind}`);
  }
}

function readText(from: ByteReader, isNarrow: boolean): string {
  const units: number[] = [];
  for (let left = from.u8(); left > 0; left -= 1) {
    units.push(isNarrow ? from.u8() : from.u8() | (from.u8() << 8));
  }
  return String.fromCharCode(...units);
}
