/** What becomes of a chunk in which something cannot be sent. */
import { argumentOf, type Boundary, notSendable } from '../codec/crossing/not-sendable.ts';
import type { Chunk } from '../job/chunk.ts';

/**
 * Its halves, to be tried instead: so in the end the item that cannot be sent is alone, and then it
 * fails alone.
 */
export function refuse(chunk: Chunk, cause: unknown, boundary: Boundary): Chunk[] {
  const { length } = chunk.items;
  if (length > 1) {
    const half = length >> 1;
    return [chunk.part(0, half), chunk.part(half, length)];
  }
  const what = argumentOf(chunk.spec.fn.name, chunk.job.total === 1 ? undefined : chunk.first);
  chunk.job.fail(chunk, 0, notSendable(what, chunk.items[0], { cause, boundary }));
  return [];
}
