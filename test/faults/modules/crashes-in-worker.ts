/** In a worker something is thrown while it is loaded that nobody can catch. */
import { isInWorker } from './only-here.ts';

if (isInWorker) {
  setTimeout(() => {
    throw new TypeError('a stray from the module');
  }, 0);
  await new Promise(() => {});
}

export function task(x: number): number {
  return x;
}
