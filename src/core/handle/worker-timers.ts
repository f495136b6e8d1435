/** At most one timer for each worker; none of them keeps the program alive. */
import { timerMs, unref } from '../base/timer.ts';

export class WorkerTimers {
  readonly #timers = new Map<number, NodeJS.Timeout>();

  /** In place of the one that the worker may have. */
  start(workerId: number, ms: number, then: () => void): void {
    this.stop(workerId);
    const timer = setTimeout(then, timerMs(ms));
    unref(timer);
    this.#timers.set(workerId, timer);
  }

  stop(workerId: number): void {
    clearTimeout(this.#timers.get(workerId));
    this.#timers.delete(workerId);
  }
}
