/** Lists of lists are sent as one list after the other, and the length of each. */
import { inBlocks } from './in-blocks.ts';

/**
 * Where each begins, and where the last one ends.
 *
 * @throws RangeError if they are no lengths
 */
export function startsOf(lengths: ArrayLike<unknown>): Float64Array {
  const starts = new Float64Array(lengths.length + 1);
  inBlocks(0, lengths.length, (from, to) => {
    for (let i = from; i < to; i += 1) {
      const length = lengths[i];
      if (!Number.isInteger(length) || (length as number) < 0)
        throw new RangeError('the length of a list is none');
      starts[i + 1] = (starts[i] as number) + (length as number); // in range
    }
  });
  return starts;
}
