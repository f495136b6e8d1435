/**
 * Keeps the program alive while there is something to wait for.
 *
 * Everything a pool starts (processes, sockets, threads, timers) is unref'd, so an idle pool never
 * keeps a program from ending. One timer, shared by all pools, is ref'd while any of them is not idle.
 */
import { setInterval } from './node-turns.ts';
import { MAX_TIMER_MS } from './timer.ts';

export class KeepAlive {
  static #timer: NodeJS.Timeout | undefined;
  static #needed = 0;
  #waiters = 0;
  #isWorking = false;
  #isNeeded = false;

  /** Whether the pool has work; while it has, the program stays alive. */
  setWorking(isWorking: boolean): void {
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
    if (isNeeded === this.#isNeeded) return;
    this.#isNeeded = isNeeded;
    KeepAlive.#needed += isNeeded ? 1 : -1;
    if (KeepAlive.#needed === 0) KeepAlive.#timer?.unref();
    else KeepAlive.#hold();
  }

  static #hold(): void {
    KeepAlive.#timer ??= setInterval(() => {}, MAX_TIMER_MS); // it does nothing: its existence keeps the event loop alive
    KeepAlive.#timer.ref();
  }
}
