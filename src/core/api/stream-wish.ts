/** How many items make a chunk of a stream whose caller has said nothing of it. */
import type { JobOptions } from '../job/job-options.ts';
import type { Pace, Workforce } from '../job/chunk-size.ts';
import type { StreamWish } from '../job/stream-options.ts';
import type { AnyCallOptions } from './call-options.ts';

/**
 * As many as turn out to be right. `undefined` where more than one would be felt: time limits, objects that are moved,
 * tasks of several values, and workers that are replaced after so many chunks.
 */
export function adaptiveWish(
  { pace }: Workforce,
  { chunkSize, bufferSize, timeout, transfer }: AnyCallOptions,
  isFlat: boolean,
): StreamWish | undefined {
  const isSaid = chunkSize !== undefined || timeout !== undefined || transfer !== undefined;
  if (isSaid || isFlat || !pace.widensStreams) return undefined;
  return { size: 'adaptive', mostAhead: bufferSize };
}

/** What a worker does not get to in time is run elsewhere. */
export function withBudget(options: JobOptions, pace: Pace): JobOptions {
  return { ...options, spec: { ...options.spec, budgetMs: pace.budgetMs } };
}
