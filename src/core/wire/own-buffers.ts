/**
 * Long buffers on their way to another thread: copied here, into memory that is moved. Structured clone copies them twice, on this
 * side and on the other one. For values that `postMessage` may copy by itself (`bare-values.ts`): what is in them is there once.
 *
 * Only where that costs nothing else (`MOVES_ARE_FREE`).
 */
import { types } from 'node:util';
import { unfilledMemory } from '../base/freed-blocks.ts';
import { isObject } from '../base/thenable.ts';
import { byteLengthOf, makeView, partsOfView } from '../base/views.ts';

/** Before V8 13 (Node 20 and 22) to move one makes all code for typed arrays slower in its thread: see `lent-memory.ts`. */
export const MOVES_ARE_FREE: boolean = !(Number.parseInt(process.versions.v8, 10) < 13);

/** The same value with buffers of its own, which are added to `ours`. */
export function withOwnBuffers(value: unknown, ours: ArrayBuffer[]): unknown {
  if (!isObject(value)) return value;
  if (ArrayBuffer.isView(value)) {
    const parts = partsOfView(value);
    return makeView(parts, ownCopy(parts.buffer, ours));
  }
  if (types.isArrayBuffer(value)) return ownCopy(value, ours);
  if (Array.isArray(value)) return value.map((each) => withOwnBuffers(each, ours));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withOwnBuffers(each, ours)]),
  );
}

function ownCopy(buffer: ArrayBufferLike, ours: ArrayBuffer[]): ArrayBuffer {
  const memory = unfilledMemory(byteLengthOf(buffer));
  new Uint8Array(memory).set(new Uint8Array(buffer));
  ours.push(memory);
  return memory;
}
