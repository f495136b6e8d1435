/** In a worker it takes its time to be loaded. */
import { isInWorker } from './only-here.ts';

if (isInWorker) await new Promise((resolve) => setTimeout(resolve, 300));

export function task(x: number): number {
  return x;
}
