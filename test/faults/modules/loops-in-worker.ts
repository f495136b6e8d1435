/** In a worker it loops for ever while it is loaded. */
import { isInWorker } from './only-here.ts';

if (isInWorker) {
  for (;;);
}

export function task(x: number): number {
  return x;
}
