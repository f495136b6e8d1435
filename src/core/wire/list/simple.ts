/**
 * Lists of simple values that are not all numbers:
 *
 *    literals  undefined, null, true and false: one byte each, so that no list is longer than its message
 *    mixed     few values, each of them a literal, a number or a short text, as the arguments of most calls
 *              are: one byte that says what it is, then the value
 *
 *    ('a.ts', 3, true, null)  ──►  text 4 'a.ts' · int32 3 · true · null
 *
 * What is too long or not simple is left to structured clone, which takes 3 µs before it has written
 * anything. Exact by `Object.is` (a hole counts as `undefined`: to call a function with the one is to call it
 * with the other).
 */
import type { Sink, Source } from '../sink.ts';
import { jsonOf, MAX_TEXT, ofJson } from './as-json.ts';
import type { ListKind } from './kind.ts';
import { isInt32, WORTH_PACKING } from './numbers.ts';

/** A literal's byte is its place here. */
const LITERALS_BY_BYTE = [undefined, null, true, false] as const;
const INTEGER = 4;
const DOUBLE = 5;
const TEXT = 6;
const JSON_TEXT = 7;

const MAX_MIXED = 32;

export const LITERALS: ListKind<ArrayLike<unknown>> = {
  tag: 3,
  fits(values) {
    for (let i = 0; i < values.length; i += 1) if (!isLiteral(values[i])) return undefined;
    return values;
  },
  write(out, values) {
    const { length } = values;
    out.count(length);
    if (length < WORTH_PACKING) {
      for (let i = 0; i < length; i += 1) out.u8(byteOf(values[i]));
    } else {
      const bytes = new Uint8Array(length);
      for (let i = 0; i < length; i += 1) bytes[i] = byteOf(values[i]);
      out.memory(bytes);
    }
  },
  read(from) {
    const length = from.count();
    const list: unknown[] = [];
    if (length < WORTH_PACKING) {
      for (let i = 0; i < length; i += 1) list.push(literalOf(from.u8()));
    } else {
      for (const byte of from.memory(length)) list.push(literalOf(byte));
    }
    return list;
  },
};

function isLiteral(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'boolean';
}

function byteOf(literal: unknown): number {
  if (literal === undefined) return 0;
  if (literal === null) return 1;
  return literal === true ? 2 : 3;
}

function literalOf(byte: number): unknown {
  if (byte >= LITERALS_BY_BYTE.length) throw new RangeError(`there is no literal ${byte}`);
  return LITERALS_BY_BYTE[byte];
}

export const MIXED: ListKind<ArrayLike<unknown>> = {
  tag: 4,
  fits(values) {
    if (values.length > MAX_MIXED) return undefined;
    for (let i = 0; i < values.length; i += 1) if (!isSimple(values[i])) return withJson(values);
    return values;
  },
  write(out, values) {
    out.count(values.length);
    for (let i = 0; i < values.length; i += 1) writeValue(out, values[i]);
  },
  read(from) {
    const length = from.count();
    const values = length <= MAX_MIXED ? new Array<unknown>(length) : []; // as it is written: not one too long
    for (let i = 0; i < length; i += 1) values[i] = readValue(from);
    return values;
  },
};

/** An object in a list, as it is written. */
class Json {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** `undefined` if one of those that are not simple has no such form. */
function withJson(values: ArrayLike<unknown>): unknown[] | undefined {
  const met: object[] = [];
  const all: unknown[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (isSimple(value)) {
      all.push(value);
      continue;
    }
    const text = jsonOf(value, met);
    if (text === undefined) return undefined;
    all.push(new Json(text));
  }
  return all;
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

function writeValue(out: Sink, value: unknown): void {
  switch (typeof value) {
    case 'number':
      writeNumber(out, value);
      return;
    case 'string':
      out.u8(TEXT);
      out.text(value);
      return;
    default:
      if (value instanceof Json) {
        out.u8(JSON_TEXT);
        out.text(value.text);
      } else out.u8(byteOf(value));
  }
}

function writeNumber(out: Sink, value: number): void {
  if (isInt32(value)) {
    out.u8(INTEGER);
    out.i32(value);
  } else {
    out.u8(DOUBLE);
    out.f64(value);
  }
}

function readValue(from: Source): unknown {
  const kind = from.u8();
  switch (kind) {
    case INTEGER:
      return from.i32();
    case DOUBLE:
      return from.f64();
    case TEXT:
      return from.text();
    case JSON_TEXT:
      return ofJson(from.text());
    default:
      return literalOf(kind);
  }
}
