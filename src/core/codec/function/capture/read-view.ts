/** What a view of memory shows, by the getters of the language: its class may have others. */
import { cloneValue } from '../../../base/clone.ts';
import { prototypeName } from './builtin-prototypes.ts';

export interface ViewParts {
  /** "Float64Array", "DataView", "Buffer" */
  readonly type: string;
  /** In elements, of a DataView in bytes; undefined if the view grows with its buffer. */
  readonly length: number | undefined;
  readonly byteOffset: number;
  readonly memory: Memory;
}

/** A part of a buffer. */
export interface Memory {
  readonly buffer: ArrayBufferLike;
  readonly from: number;
  readonly to: number;
}

const TYPED_ARRAY = Object.getPrototypeOf(Uint8Array.prototype) as object;

export function readView(view: ArrayBufferView): ViewParts {
  const name = Reflect.get(TYPED_ARRAY, Symbol.toStringTag, view) as string | undefined;
  const getters = name === undefined ? DataView.prototype : TYPED_ARRAY;
  const read = (key: string): unknown => Reflect.get(getters, key, view);
  const [byteOffset, byteLength] = [read('byteOffset') as number, read('byteLength') as number];
  const length = name === undefined ? byteLength : (read('length') as number);
  const buffer = read('buffer') as ArrayBufferLike;
  const memory = { buffer, from: byteOffset, to: byteOffset + byteLength };
  return {
    type: prototypeName(view) === 'Buffer' ? 'Buffer' : (name ?? 'DataView'),
    length: isGrowing(view, memory) ? undefined : length,
    byteOffset,
    memory,
  };
}

/** Nobody tells, so it is tried with a copy. */
function isGrowing(view: ArrayBufferView, { buffer, to }: Memory): boolean {
  if (!isResizable(buffer) || to !== buffer.byteLength || to === buffer.maxByteLength) return false;
  const copy = cloneValue({ buffer, view });
  copy.buffer.resize(buffer.maxByteLength);
  return copy.view.byteLength > 0 && copy.view.byteOffset + copy.view.byteLength > to;
}

interface Resizable extends ArrayBuffer {
  readonly maxByteLength: number;
  resize(byteLength: number): void;
}

/** TypeScript's library does not know these yet. */
export function isResizable(buffer: ArrayBufferLike): buffer is Resizable {
  return (buffer as { resizable?: boolean }).resizable === true;
}
