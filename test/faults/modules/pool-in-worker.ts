/** As many a program begins by mistake: it makes a pool when it is loaded, in workers as well. */
import { Pool } from 'manyhands';
import { isInWorker } from './only-here.ts';

export const pool: Pool | undefined = isInWorker ? new Pool(1) : undefined;

export function task(x: number): number {
  return x;
}
