/** What the tests of chains have in common: a job in front of a control that the test answers for. */
import type { Chunk } from '#dist/core/job/chunk.js';
import type { ChunkResult } from '#dist/core/wire/messages.js';
import { jobOptions, specOf, thrownIn, valuesOf } from './fake-control.js';

export const FOLD_OPTIONS: ReturnType<typeof jobOptions> = jobOptions({
  spec: specOf({ call: 'fold' }),
});

/** The worker says that the first items of `chunk` came to `values`; by default all of them. */
export function partialOf(
  chunk: Chunk | undefined,
  values: readonly unknown[],
  covers?: number,
): ChunkResult {
  if (chunk === undefined) throw new Error('there is no such chunk');
  return { ...valuesOf(chunk, values), covers: covers ?? chunk.items.length };
}

/** Gives `values` to the job of `chunk`, as what all its items came to. */
export function answer(chunk: Chunk | undefined, values: readonly unknown[]): void {
  chunk?.job.take(chunk, partialOf(chunk, values), 'worker 1');
}

/** Says that a stage threw. */
export function answerError(chunk: Chunk | undefined, error: unknown): void {
  chunk?.job.take(chunk, { ...thrownIn(chunk, 0, { error }), covers: 1 }, 'worker 1');
}
