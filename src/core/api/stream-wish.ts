/** How many items make a chunk of a stream whose caller has said nothing of it. */
import type { Workforce } from '../job/chunk-size.ts';
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
