/** Pools inside workers: how deep, and when not. */
import { workerContext } from '../base/current-worker.ts';
import { PoolStateError } from '../base/errors.ts';
import { NOT_NODE, WORKER_MARK } from '../base/worker-mark.ts';

const MAX_DEPTH = 10;

/** How many pools are around the worker of a pool made here; 1 in the program itself. */
export function depthOfNewPool(): number {
  const context = workerContext();
  if (context === undefined) {
    if (process.env[WORKER_MARK] !== undefined) throw new PoolStateError(NOT_NODE);
    return 1;
  }
  if (context.isImporting) {
    throw new PoolStateError(
      'a pool was created while a worker was importing this module: put the code that starts the ' +
        'program in a function that only the program calls',
    );
  }
  if (context.depth >= MAX_DEPTH) {
    throw new PoolStateError(`pools are nested more than ${MAX_DEPTH} deep`);
  }
  return context.depth + 1;
}
