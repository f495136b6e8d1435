/**
 * Keeps the program alive while there is something to wait for.
 *
 * Everything a pool starts (processes, sockets, threads, timers) is unref'd, so an idle pool never
 * keeps a program from ending. This one timer says when a pool is not idle.
 */
import { MAX_TIMER_MS } from './timer.ts';

export class KeepAlive {
  #timer: NodeJS.Timeout | undefined;
  #waiters = 0;
  #isWorking = false;

  /** Whether there is work under way. */
  set isWorking(isWorking: boolean) {
    if (this.#isWorking === isWorking) return;
    this.#isWorking = isWorking;
    this.#update();
  }

  /** Keeps the program alive until `promise` settles, as whoever awaits it expects. */
  async during<T>(promise: Promise<T>): Promise<T> {
    this.#waiters += 1;
    this.#update();
    try {
      return await promise;
    } finally {
      this.#waiters -= 1;
      this.#update();
    }
  }

  #update(): void {
    const isNeeded = this.#isWorking || this.#waiters > 0;
    if (!isNeeded) {
      this.#timer?.unref();
      return;
    }
    this.#timer ??= setInterval(() => {}, MAX_TIMER_MS); // what it does is to be there
    this.#timer.ref();
  }

  /** Frees the timer. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
