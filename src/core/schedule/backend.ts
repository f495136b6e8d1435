/**
 * What stands behind the public methods of a pool: takes jobs, has their chunks run somewhere, and gives
 * each job its outcomes.
 *
 *    Pool ── api/calls.ts ──► Job ──► Backend ──┬── Scheduler          workers of this program
 *                          ▲         │      └── ClusterScheduler   hosts on other machines
 *                          └─ take, fail
 *
 * Everything a caller sees (checks, callbacks, iterators, signals) is in front of it and the same for
 * all of them.
 */
import type { WorkerState } from '../handle/worker-state.ts';
import type { Pace } from '../job/chunk-size.ts';
import type { Job, JobControl } from '../job/job.ts';

export interface Backend extends JobControl {
  /** The workers there are now. */
  readonly workers: Iterable<WorkerView>;
  /** How many tasks may run at once, as far as is known now: chunk sizes go by it. At least 1. */
  readonly slots: number;
  /** Whether workers share memory with this program. */
  readonly allowShared: boolean;
  /** How long chunks last that are cut by time (`chunkSize: 'auto'`). */
  readonly pace: Pace;
  /** Takes charge of a job: from now on it will be over some time. */
  submit(job: Job): void;
  /** No more jobs will come: the workers end when those submitted are over. */
  close(): void;
  /** Makes lazy jobs eager, so that the end of all work does not depend on a reader. */
  hurry(): void;
  /** Fails all pending work and ends everything now. */
  terminate(): void;
  /** Settles when work can run; rejects if it never will. `limit`: how long somebody waits for it. */
  ready(limit?: Limit): Promise<void>;
  /** Settles when nothing is left of it, after `close` or `terminate`. */
  ended(limit?: Limit): Promise<void>;
}

/** A promise as somebody waits for it: whoever has given up no longer keeps the program alive. */
export type Limit = (promise: Promise<void>) => Promise<void>;

/** What can be seen of one worker. */
export interface WorkerView {
  readonly id: number;
  readonly pid: number;
  readonly threadId: number | undefined;
  readonly state: WorkerState;
}
