/**
 * How many items of a pool's calls there are, by what has become of them.
 *
 *    submitted ──► pending ──┬──► done · failed · lost · timedOut · cancelled
 *                     ▲      │
 *                     └──────┘  retried: the worker was lost, the item runs again
 *
 * Each backend has one. Jobs change it as they take what comes for their items (`job.ts`), a whole chunk at a time.
 *
 * Invariant: an item that was submitted is pending or has one fate. So `pending` and the five fates add up to what was
 * submitted since the last reset, and what was pending then; `test/faults/counts.test.ts` holds that.
 */

/**
 * `done`: its task has returned · `failed`: it threw, or something could not be sent · `lost`: its worker ended ·
 * `timedOut`: it ran for too long · `cancelled`: nobody waited for it any more.
 */
export type Fate = 'done' | 'failed' | 'lost' | 'timedOut' | 'cancelled';

/** Changed in place, with every chunk. */
export class ItemCounts implements Record<Fate, number> {
  /** Have no fate yet. */
  pending = 0;
  /** How many may be pending: those that run, and those that may wait (`maxQueue`). */
  most: number = Number.POSITIVE_INFINITY;
  done = 0;
  failed = 0;
  lost = 0;
  timedOut = 0;
  cancelled = 0;
  /** Runs that were lost with their worker and begun again; these items are pending, or have their fate by now. */
  retried = 0;

  /** Counts begin anew; what is pending stays so. */
  reset(): void {
    this.done = 0;
    this.failed = 0;
    this.lost = 0;
    this.timedOut = 0;
    this.cancelled = 0;
    this.retried = 0;
  }
}
