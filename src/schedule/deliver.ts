/** Gives the outcomes of a chunk to its job, whether they can be read or not. */
import { unreadable } from '../codec/crossing/not-sendable.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { UnreadableList } from '../wire/unreadable.ts';
import type { Chunk } from './chunk.ts';

/** `worker` is named in the stacks of errors. */
export function deliver(chunk: Chunk, result: ChunkResult, worker: string): void {
  const { values } = result;
  if (values instanceof UnreadableList) failUnreadable(chunk, result, values);
  else chunk.job.take(chunk, result, worker);
}

/** Results that came and could not be read; nobody knows which of them it was. */
function failUnreadable(
  chunk: Chunk,
  { from }: ChunkResult,
  { length, cause }: UnreadableList,
): void {
  const what = `a result of '${chunk.fn.name}' to the caller`;
  for (let offset = from; offset < from + length; offset += 1) {
    chunk.job.fail(chunk, offset, unreadable(what, cause));
  }
}
