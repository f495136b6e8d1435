/** In a worker the export is something else. */
import { isInWorker } from './only-here.ts';

function taskHere(x: number): number {
  return x;
}

export const task: (x: number) => number = isInWorker ? (17 as never) : taskHere;
