/** In a worker it ends the process or thread that loads it. */
import { isInWorker } from './only-here.ts';

if (isInWorker) process.exit(11);

export function task(x: number): number {
  return x;
}
