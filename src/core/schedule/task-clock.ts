/**
 * The time limits of running tasks: one timer per worker, because a worker runs one task at a time.
 *
 * When this thread has been busy, a timer fires before the messages are read that have come in the
 * meantime, and one of them may say that the task is done. So a clock that has run out waits until
 * they are read, and then expires if nobody has stopped it.
 */
import { clearImmediate, setImmediate } from '../base/node-turns.ts';
import { timerMs, unref } from '../base/timer.ts';

export class TaskClock {
  /** By worker: what stops its clock. */
  readonly #running = new Map<number, () => void>();

  /** Restarts the clock of `workerId`; `onExpire` runs if it is not restarted or stopped in time. */
  start(workerId: number, limitMs: number, onExpire: () => void): void {
    this.stop(workerId);
    const timer = setTimeout(() => {
      // Not unref'd: that would let the event loop sleep on it, for as long as nothing else happens.
      const lastCall = setImmediate(() => {
        this.#running.delete(workerId);
        onExpire();
      });
      this.#running.set(workerId, () => clearImmediate(lastCall));
    }, timerMs(limitMs));
    unref(timer);
    this.#running.set(workerId, () => clearTimeout(timer));
  }

  stop(workerId: number): void {
    if (this.#running.size === 0) return; // the usual case: nothing is timed
    this.#running.get(workerId)?.();
    this.#running.delete(workerId);
  }
}
