/** What threads post, and how many bytes that are, for the traffic in `pool.stats()`. */
import { byteLengthOf } from '../base/views.ts';

export interface Posted {
  /** What is posted instead of a message. */
  readonly value: unknown;
  /** Buffers in it that were made here and are to be moved. */
  readonly ours: ArrayBuffer[];
}

/** How much of what was posted is bytes, as far as it has to be looked for; what structured clone copies besides is not known. */
export function bytesIn(posted: unknown): number {
  if (typeof posted === 'string') return posted.length;
  return bytesBelow(posted, VALUES_DEPTH);
}

/** What was posted, its lists, their values, and these are mostly arguments. */
const VALUES_DEPTH = 4;

function bytesBelow(posted: unknown, depth: number): number {
  if (typeof posted !== 'object' || posted === null) return 0;
  if (!Array.isArray(posted))
    return 'lists' in posted ? bytesBelow(posted.lists, depth) : byteLengthOf(posted);
  if (depth === 0) return 0;
  let bytes = 0;
  for (const entry of posted as readonly unknown[]) bytes += bytesBelow(entry, depth - 1);
  return bytes;
}
