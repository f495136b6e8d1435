/** In a worker it throws while it is loaded. */
import { isInWorker } from './only-here.ts';

if (isInWorker) throw new RangeError('not here');

export function task(x: number): number {
  return x;
}
