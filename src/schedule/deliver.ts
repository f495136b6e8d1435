/** Gives the outcomes of a chunk to its job, whether they can be read or not. */
import { unreadable } from '../codec/crossing/not-sendable.ts';
import { eachOutcome } from '../wire/chunk-result.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { PartlyReadableList, UnreadableList } from '../wire/unreadable.ts';
import type { Chunk } from './chunk.ts';

/** `worker` is named in the stacks of errors. */
export function deliver(chunk: Chunk, result: ChunkResult, worker: string): void {
  const { values } = result;
  if (values instanceof UnreadableList) deliverUnreadable(chunk, { ...result, values }, worker);
  else chunk.job.take(chunk, result, worker);
}

/** One by one: between values that cannot be read there may be others, and tasks that failed by themselves. */
function deliverUnreadable(
  chunk: Chunk,
  result: ChunkResult & { readonly values: UnreadableList },
  worker: string,
): void {
  const what = `a result of '${chunk.fn.name}' to the caller`;
  const list = result.values;
  let index = -1;
  eachOutcome(result, {
    onValue: (offset) => {
      index += 1;
      if (list instanceof PartlyReadableList && !list.causes.has(index)) {
        const values = [list.values[index]];
        chunk.job.take(chunk, { ...result, from: offset, values, errors: [] }, worker);
      } else {
        const cause = list instanceof PartlyReadableList ? list.causes.get(index) : list.cause;
        chunk.job.fail(chunk, offset, unreadable(what, cause));
      }
    },
    onError: (offset, error) => {
      const errors = [[offset, error] as const];
      chunk.job.take(chunk, { ...result, from: offset, values: [], errors }, worker);
    },
  });
}
