/** Gives the outcomes of a chunk to its job, whether they can be read or not. */
import { unreadable } from '../codec/crossing/not-sendable.ts';
import { eachOutcome } from '../wire/chunk-result.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { UnreadableList } from '../wire/unreadable.ts';
import type { Chunk } from './chunk.ts';

/** `worker` is named in the stacks of errors. */
export function deliver(chunk: Chunk, result: ChunkResult, worker: string): void {
  const { values } = result;
  if (values instanceof UnreadableList) deliverUnreadable(chunk, { ...result, values }, worker);
  else chunk.job.take(chunk, result, worker);
}

/** One by one: between values that cannot be read there may be tasks that failed by themselves. */
function deliverUnreadable(
  chunk: Chunk,
  result: ChunkResult & { readonly values: UnreadableList },
  worker: string,
): void {
  const what = `a result of '${chunk.fn.name}' to the caller`;
  const { cause } = result.values;
  eachOutcome(result, {
    onValue: (offset) => chunk.job.fail(chunk, offset, unreadable(what, cause)),
    onError: (offset, error) => {
      const one = { ...result, from: offset, values: [], errors: [[offset, error] as const] };
      chunk.job.take(chunk, one, worker);
    },
  });
}
