/**
 * Counts how often the initializer has failed in one worker after another of the same place, and says whether
 * the place gets another worker.
 *
 *    worker 1 fails ──► worker 4, in its place, fails ──► worker 5 …      limit 2: worker 5 is the last
 *    worker 2 is ready                                                    its failures never count again
 */
export class StartRetries {
  readonly #limit: number;
  /** By worker that is starting: how many before it have failed in its place. Most have none, and no entry. */
  readonly #failuresBefore = new Map<number, number>();
  /** Of the places that wait for their next worker. */
  readonly #waiting: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A worker is started: it takes the place that has waited longest, if one waits. */
  onStart(workerId: number): void {
    const failures = this.#waiting.shift();
    if (failures !== undefined) this.#failuresBefore.set(workerId, failures);
  }

  onReady(workerId: number): void {
    this.#failuresBefore.delete(workerId);
  }

  /** The initializer has failed in that worker. */
  mayTryAgain(workerId: number): boolean {
    const failures = (this.#failuresBefore.get(workerId) ?? 0) + 1;
    this.#failuresBefore.delete(workerId);
    if (failures > this.#limit) return false;
    this.#waiting.push(failures);
    return true;
  }
}
