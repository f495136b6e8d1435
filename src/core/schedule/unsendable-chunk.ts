/** What becomes of a chunk in which something cannot be sent. */
import { calledFrom } from '../base/called-from.ts';
import { argumentOf, type Boundary, notSendable } from '../codec/crossing/not-sendable.ts';
import type { Chunk } from '../job/chunk.ts';

/** Its halves, to be tried instead; the item that cannot be sent is alone in the end, and fails alone. */
export function splitUnsendable(chunk: Chunk, cause: unknown, boundary: Boundary): Chunk[] {
  if (chunk.items.length > 1) return chunk.halves();
  const what = argumentOf(chunk.spec.fn.name, chunk.job.total === 1 ? undefined : chunk.first);
  const [item] = chunk.items;
  const error = notSendable(what, item, { cause, boundary });
  chunk.job.account('failed', 1);
  chunk.job.fail(chunk, 0, calledFrom(error, chunk.job.submittedAt));
  return [];
}
