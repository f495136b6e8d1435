/** Tells the caller of a job how far it has come. */

/** How far a job has come, in items. `total` is absent until the end of the input is known. */
export interface Progress {
  readonly done: number;
  readonly total?: number;
}

/** What has to be known of a job here. */
interface Advancing {
  readonly progress: Progress;
  readonly isOver: boolean;
  abort(error: unknown, leftovers: 'withdraw'): void;
}

/** Those whose callback has failed: it was called again before that was known. */
const FAILED = new WeakSet<Advancing>();

/** A callback that fails, fails the job and nothing else. */
export function tellProgress(onProgress: (progress: Progress) => void, job: Advancing): void {
  const fail = (error: unknown): void => {
    if (FAILED.has(job)) return;
    if (job.isOver) throw error; // too late to fail it: an unhandled rejection, as anywhere
    FAILED.add(job);
    job.abort(error, 'withdraw');
  };
  try {
    // An async function is one that returns nothing, to the compiler. It is not waited for.
    const told = onProgress(job.progress) as unknown;
    if (told instanceof Promise) told.catch(fail);
  } catch (error) {
    fail(error);
  }
}
