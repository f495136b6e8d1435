/** Errors that only a cluster has, put into words. */
import { PoolError, WorkerLostError } from '../../core/base/errors.ts';

/** Which items a chunk has, and of which function. */
export interface LostChunk {
  readonly first: number;
  readonly count: number;
  readonly name: string;
}

/** Every host that was given the chunk has ended, or was silent for too long, before it was done. */
export function poisonFailure(chunk: LostChunk, deliveries: number): WorkerLostError {
  const { first, count, name } = chunk;
  const exit = { workerId: 0, pid: 0, exitCode: null, signal: null, lastWords: '' };
  const error = new WorkerLostError(exit);
  const items = count === 1 ? `item ${first}` : `items ${first} to ${first + count - 1}`;
  error.message =
    `${deliveries} hosts were given ${items} of '${name}' and none has finished: each of them ended, ` +
    'was cut off, or refused it (their own output says which); it is not given to another';
  return error;
}

/**
 * A job that was cancelled from outside the program that submitted it.
 *
 * @example
 * const error = await pool.map(Math.sqrt, [4]).catch((reason: unknown) => reason);
 * if (error instanceof JobCancelledError) console.log('somebody else has cancelled it');
 */
export class JobCancelledError extends PoolError {
  override readonly code = 'ERR_POOL_JOB_CANCELLED';
}

/** For who reads the results of a detached job. */
export function overElsewhere(id: string): JobCancelledError {
  return new JobCancelledError(
    `job ${id} was cancelled, or all its results were read, by another program`,
  );
}

export function cancelledElsewhere(id: string): JobCancelledError {
  return new JobCancelledError(`job ${id} was cancelled from outside this program`);
}
