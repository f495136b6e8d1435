/** What `pool.stats()` returns. All times are milliseconds, all counts are of items. */
import type { Distribution } from '../base/histogram.ts';
import type { WorkerState } from '../handle/worker-state.ts';

/**
 * What a pool has done since it was made, or since `resetStats`: a plain object.
 *
 * @example
 * await pool.map((x: number) => x * x, [1, 2, 3]);
 * const stats: PoolStats = pool.stats();
 * console.log(stats.tasks.done, stats.run.p90);
 */
export interface PoolStats {
  readonly workers: WorkerCounts;
  readonly tasks: TaskCounts;
  /** How long tasks ran. Of a chunk of several items, each counts with their mean. */
  readonly run: Distribution;
  /** How long items waited: from the call until their chunk was started. */
  readonly wait: Distribution;
  /** The share of their time in which workers that were ready ran tasks, as many as they may at once: 0 to 1. */
  readonly utilization: number;
  /** To and from workers, what messages need besides the values included. Threads: as far as it was bytes. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** For how long has been counted. */
  readonly sinceMs: number;
  /** Each worker there is now; `[]` after the end. */
  readonly perWorker: readonly WorkerStats[];
  /** The five tasks that ran longest, the longest first. Of a chunk, the first item stands for all, with their mean. */
  readonly slowest: readonly SlowTask[];
}

/**
 * How many workers there are now, by state; `replaced`: how many have ended that were still needed.
 *
 * @example
 * await pool.ready();
 * const { idle, busy }: WorkerCounts = pool.stats().workers;
 * console.log(idle, busy); // 2 0
 */
export interface WorkerCounts {
  readonly starting: number;
  readonly idle: number;
  readonly busy: number;
  readonly replaced: number;
}

/**
 * Items, each counted once: `queued` and `running` now, all others since counting began. `retried` counts the runs that
 * were lost with their worker and begun again.
 *
 * @example
 * await pool.map(Math.sqrt, [4, 9]);
 * const { done, failed }: TaskCounts = pool.stats().tasks;
 * console.log(done, failed); // 2 0
 */
export interface TaskCounts {
  /** Not started, or in a chunk that runs and not known to be done. */
  readonly queued: number;
  /** At most as many for each worker as it runs at once: one, without `concurrency`. */
  readonly running: number;
  readonly done: number;
  readonly failed: number;
  readonly lost: number;
  readonly retried: number;
  readonly timedOut: number;
  readonly cancelled: number;
}

/**
 * What one worker has done since counting began.
 *
 * @example
 * await pool.map(Math.sqrt, [4, 9]);
 * const perWorker: readonly WorkerStats[] = pool.stats().perWorker;
 * console.log(perWorker.reduce((sum, { tasks }) => sum + tasks, 0)); // 2
 */
export interface WorkerStats {
  readonly id: number;
  readonly pid: number;
  readonly state: WorkerState;
  /** How many items it has run. */
  readonly tasks: number;
  /** For how long it ran tasks; those that run at once count each. */
  readonly busyMs: number;
  /** How long its start took, its initializer included; 0 while it is starting. */
  readonly startMs: number;
  /**
   * Bytes: of a process its RSS, of a thread its heap. Where the system does not tell (threads; processes outside
   * Linux), as the worker last said, which it does once a second while it works; 0 if it has not yet.
   */
  readonly memory: number;
}

/**
 * One task that took long.
 *
 * @example
 * await pool.map(Math.sqrt, [4, 9]);
 * const slowest: readonly SlowTask[] = pool.stats().slowest;
 * console.log(slowest.map(({ fn, index }) => `${fn} of item ${index}`));
 */
export interface SlowTask {
  /** The name of its function. */
  readonly fn: string;
  /** The position of its item in the call. */
  readonly index: number;
  readonly runMs: number;
}
