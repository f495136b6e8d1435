/** Gives a job the outcomes of a chunk whose values have come, but cannot all be read. */
import { calledFrom } from '../base/called-from.ts';
import { unreadable } from '../codec/crossing/not-sendable.ts';
import { eachOutcome } from '../wire/chunk-result.ts';
import type { ChunkResult } from '../wire/messages.ts';
import type { UnreadableList } from '../wire/unreadable.ts';
import type { Chunk } from './chunk.ts';

/** One by one: between values that cannot be read there may be others, and tasks that failed by themselves. */
export function takeUnreadable(
  chunk: Chunk,
  result: ChunkResult,
  list: UnreadableList,
  worker: string,
): void {
  const what = `a result of '${chunk.spec.fn.name}' to the caller`;
  const { job } = chunk;
  let index = 0;
  eachOutcome(result, {
    onValue: (offset) => {
      const outcome = list.outcomeAt(index++);
      if (!outcome.ok) {
        job.account('failed', 1);
        job.fail(chunk, offset, calledFrom(unreadable(what, outcome.error), job.submittedAt));
      } else
        job.take(chunk, { ...result, from: offset, values: [outcome.value], errors: [] }, worker);
    },
    onError: (offset, error) => {
      const errors = [[offset, error] as const];
      job.take(chunk, { ...result, from: offset, values: [], errors }, worker);
    },
  });
}
