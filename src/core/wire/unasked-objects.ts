/**
 * What v8 copies without asking the writer, and should not: compiled modules of WebAssembly, which it leaves out without
 * a word, so that the rest cannot be read; and large buffers that are no views, which are to be in files. Looked for where
 * they mostly are: among arguments and values, and in few others.
 */
import { types } from 'node:util';
import { LARGE_BYTES } from '../base/large.ts';
import { isResizable } from '../base/views.ts';

type Lists = readonly (readonly unknown[])[];

export class UnaskedObjects {
  hasModule = false;
  readonly buffers: ArrayBuffer[] = [];

  constructor(lists: Lists) {
    for (const values of lists)
      if (values.length <= FEW) for (const value of values) this.#look(value);
  }

  #look(value: unknown): void {
    if (!Array.isArray(value) || value.length > FEW || types.isProxy(value)) this.#note(value);
    else
      for (const key of Object.keys(value))
        this.#note(Object.getOwnPropertyDescriptor(value, key)?.value);
  }

  #note(value: unknown): void {
    if (typeof value !== 'object' || value === null || types.isProxy(value)) return;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === MODULE_PROTOTYPE) this.hasModule = true;
    else if (prototype === ArrayBuffer.prototype && isLargeBuffer(value)) this.buffers.push(value);
  }
}

const FEW = 8;

/** What the compiler knows of WebAssembly comes with the DOM, which is not here. There is none with `--jitless`. */
const MODULE_PROTOTYPE: unknown = (
  globalThis as unknown as { WebAssembly?: { Module: { prototype: object } } }
).WebAssembly?.Module.prototype;

/** v8's tag of a buffer, before its length in groups of seven bits. */
const BUFFER_TAG = 0x42;
/** So much of a length that needs three groups is in the third, at least; in more groups there is the mark of these. */
const THIRD_GROUP = LARGE_BYTES >>> 14;
const MORE = 0x80;

/**
 * Whether such a buffer may be among the values that were written as `bytes`, from `start` on: a text can look like one. To look into
 * each of a hundred thousand small values takes as long as to write them.
 */
export function mayHoldLarge(bytes: Buffer, start: number): boolean {
  const last = bytes.length - LARGE_BYTES;
  for (let at = nextTag(bytes, start); at >= 0 && at < last; at = nextTag(bytes, at + 1)) {
    // There are a million bytes more.
    const isLong = (bytes[at + 1] as number) >= MORE && (bytes[at + 2] as number) >= MORE;
    if (isLong && (bytes[at + 3] as number) >= THIRD_GROUP) return true;
  }
  return false;
}

const NEAR = 32;

/** Node finds what is far away sooner than a loop, and what is near later. */
function nextTag(bytes: Buffer, start: number): number {
  for (let at = start; at < start + NEAR; at += 1) if (bytes[at] === BUFFER_TAG) return at;
  return bytes.indexOf(BUFFER_TAG, start + NEAR);
}

/** Such buffers in one value: itself, its elements, their properties. Those in what is deeper or longer are not found. */
export function largeBuffersIn(value: unknown, depth = 2): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return [];
  if (isLargeBuffer(value)) return [value];
  if (depth === 0 || ArrayBuffer.isView(value) || (Array.isArray(value) && value.length > FEW))
    return [];
  const keys = Object.keys(value);
  if (keys.length > FEW) return [];
  return keys.flatMap((key) =>
    largeBuffersIn(Object.getOwnPropertyDescriptor(value, key)?.value, depth - 1),
  );
}

function isLargeBuffer(object: object): object is ArrayBuffer {
  return types.isArrayBuffer(object) && object.byteLength >= LARGE_BYTES && !isResizable(object);
}
