/** In a worker its top-level `await` never ends. */
import { isInWorker } from './only-here.ts';

if (isInWorker) await new Promise(() => {});

export function task(x: number): number {
  return x;
}
