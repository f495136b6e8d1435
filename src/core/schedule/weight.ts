/**
 * What a chunk weighs, as far as can be seen at a glance: the bytes of buffers, typed arrays and strings
 * that are items or arguments themselves.
 *
 * A worker that is sent a megabyte while it works on another gains from it; one that is sent twenty loses:
 * all of them have to be in fresh memory at the same time, here, on the way and there, which halves the
 * throughput. So heavy chunks are given few at a time.
 */
import { types } from 'node:util';
import type { Chunk } from '../job/chunk.ts';

/** What a worker may have in hand of heavy chunks. */
const MAX_BYTES = 1 << 20;
/** One to work on, and one that is on its way meanwhile. */
const MIN_CHUNKS = 2;

/** How many chunks like this one a worker may hold for their weight. */
export function mostByWeight(chunk: Chunk): number {
  const bytes = bytesAtAGlance(chunk);
  if (bytes === 0) return Number.POSITIVE_INFINITY;
  return Math.max(MIN_CHUNKS, Math.floor(MAX_BYTES / bytes));
}

function bytesAtAGlance({ items, spec }: Chunk): number {
  try {
    const [first] = items; // the others will be of the same kind
    return items.length * (spec.call === 'one' ? bytesOf(first) : bytesOfAll(first));
  } catch {
    return 0; // a proxy or a getter that throws: whoever sends it will say so, to whom it concerns
  }
}

function bytesOfAll(args: unknown): number {
  if (!Array.isArray(args)) return 0;
  let bytes = 0;
  for (const arg of args) bytes += bytesOf(arg);
  return bytes;
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (ArrayBuffer.isView(value) || types.isArrayBuffer(value)) return value.byteLength;
  return 0;
}
