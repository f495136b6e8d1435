/** Fails to load in a worker as long as the file that is named in the environment is not there. */
import { existsSync } from 'node:fs';
import { currentWorker } from 'manyhands';

const needed = process.env['MANYHANDS_TEST_NEEDED'] ?? '';
if (currentWorker() !== undefined && !existsSync(needed)) throw new Error('it is not there yet');

export function task(x: number): number {
  return 2 * x;
}
