/**
 * A value as a text: the same text is the same value, which views share a buffer among it. What a view's buffer holds
 * beside the view is no part of it: of a part that nobody else shows only that part is sent.
 */
import { types } from 'node:util';

export function described(value: unknown): string {
  return describe(value, new Map());
}

type Seen = Map<unknown, number>;

function describe(value: unknown, seen: Seen): string {
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  if (ArrayBuffer.isView(value)) return describeView(value, seen);
  if (types.isArrayBuffer(value))
    return `buffer ${numbered(value, seen)} ${sizeOf(value)} ${value.byteLength === 0 ? 0 : sum(new Uint8Array(value))}`;
  const known = seen.get(value);
  if (known !== undefined) return `again ${known}`;
  seen.set(value, seen.size);
  const inside = (entries: Iterable<unknown>): string =>
    Array.from(entries, (one) => describe(one, seen)).join(', ');
  if (value instanceof Map) return `map {${inside([...value].flat())}}`;
  if (value instanceof Set) return `set {${inside(value)}}`;
  if (Array.isArray(value)) return `[${inside(value)}]`;
  return `{${inside(Object.entries(value).flat())}}`;
}

/** A `Buffer` keeps its class, but nobody says whose memory it shows. */
function describeView(view: ArrayBufferView, seen: Seen): string {
  const { buffer, byteOffset, byteLength } = view;
  const content = byteLength === 0 ? 0 : sum(new Uint8Array(buffer, byteOffset, byteLength));
  if (Buffer.isBuffer(view)) return `Buffer ${byteLength} ${content}`;
  const kind = Object.prototype.toString.call(view);
  return `${kind} ${numbered(buffer, seen)} ${byteLength} ${content}`;
}

function numbered(buffer: ArrayBufferLike, seen: Seen): number {
  const known = seen.get(buffer);
  if (known !== undefined) return known;
  const number = seen.size;
  seen.set(buffer, number);
  return number;
}

function sizeOf(buffer: ArrayBuffer): string {
  const { resizable, maxByteLength } = buffer as ArrayBuffer & Resizable;
  return `${buffer.byteLength}${resizable === true ? ` of ${maxByteLength}` : ''}`;
}

/** What the compiler's library does not know yet. */
interface Resizable {
  readonly resizable?: boolean;
  readonly maxByteLength?: number;
}

/** FNV over words, so that megabytes take milliseconds. */
function sum(bytes: Uint8Array): number {
  const even = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Uint32Array(even.buffer, even.byteOffset, even.length >> 2);
  let hash = bytes.length;
  for (const word of words) hash = Math.imul(hash ^ word, 0x0100_0193) >>> 0;
  for (const byte of even.subarray(words.length * 4))
    hash = Math.imul(hash ^ byte, 0x0100_0193) >>> 0;
  return hash;
}
