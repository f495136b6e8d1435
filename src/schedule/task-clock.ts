import { timerMs } from '../base/timer.ts';

/** The time limits of running tasks: one timer per worker, because a worker runs one task at a time. */
export class TaskClock {
  readonly #timers = new Map<number, NodeJS.Timeout>();

  /** Restarts the clock of `workerId`; `onExpire` runs if it is not restarted or stopped in time. */
  start(workerId: number, limitMs: number, onExpire: () => void): void {
    clearTimeout(this.#timers.get(workerId));
    const timer = setTimeout(() => {
      this.#timers.delete(workerId);
      onExpire();
    }, timerMs(limitMs));
    timer.unref();
    this.#timers.set(workerId, timer);
  }

  stop(workerId: number): void {
    if (this.#timers.size === 0) return;
    clearTimeout(this.#timers.get(workerId));
    this.#timers.delete(workerId);
  }
}
