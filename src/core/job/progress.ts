/** Tells the caller of a job how far it has come. */
import { isPromise } from 'node:util/types';

/**
 * How far a job has come, in items. `total` is absent until the end of the input is known.
 *
 * @example
 * const onProgress = ({ done, total }: Progress) => console.log(`${done} of ${total}`);
 * await pool.map(Math.sqrt, [4, 9], { onProgress }); // at last: 2 of 2
 */
export interface Progress {
  readonly done: number;
  readonly total?: number;
}

/** What has to be known of a job here. */
export interface Advancing {
  readonly isOver: boolean;
  abort(error: unknown, leftovers: 'withdraw'): void;
}

/** Those whose callback has failed: it was called again before that was known. */
const FAILED = new WeakSet<Advancing>();

/** A callback that fails, fails the job and nothing else. */
export function tellProgress(
  onProgress: (progress: Progress) => void,
  job: Advancing & { readonly progress: Progress },
): void {
  tell(job, () => onProgress(job.progress));
}

/** Calls what the caller of `job` has given to be told something. */
export function tell(job: Advancing, call: () => unknown): void {
  const fail = (error: unknown): void => {
    if (FAILED.has(job)) return;
    if (job.isOver) throw error; // too late to fail it: an unhandled rejection, as anywhere
    FAILED.add(job);
    job.abort(error, 'withdraw');
  };
  try {
    // An async function is one that returns nothing, to the compiler. It is not waited for.
    const told = call();
    if (isPromise(told)) told.catch(fail);
  } catch (error) {
    fail(error);
  }
}
