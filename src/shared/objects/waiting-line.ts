/** Calls that wait for something, first come, first served. Whoever gives up or dies is out of it at once. */
import { TimeoutError } from '../../core/base/errors.ts';
import { timerMs, unref } from '../../core/base/timer.ts';
import type { Call, Holder } from '../call.ts';

export interface Waiter<T, N> {
  readonly holder: Holder;
  /** What was noted when it began to wait. */
  readonly note: N;
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** `N`: what is noted of each. */
export class WaitingLine<T, N = undefined> {
  readonly #waiters = new Set<Waiter<T, N>>();
  /** What was waited for, as in "the lock was not free". */
  readonly #missing: string;

  constructor(missing: string) {
    this.#missing = missing;
  }

  get size(): number {
    return this.#waiters.size;
  }

  /** @throws TimeoutError · what the caller gave up with */
  async wait(call: Call, note: N): Promise<T> {
    if (call.limitMs === 0) throw this.#lateness(0);
    if (call.holder.isGone) throw goneError(call.holder);
    return await new Promise<T>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const leave = (): void => {
        this.#waiters.delete(waiter);
        clearTimeout(timer);
        call.onGiveUp(undefined);
      };
      const waiter: Waiter<T, N> = {
        holder: call.holder,
        note,
        resolve: (value) => {
          leave();
          resolve(value);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      this.#waiters.add(waiter);
      const { limitMs } = call;
      if (limitMs !== undefined)
        timer = setTimeout(() => waiter.reject(this.#lateness(limitMs)), timerMs(limitMs));
      if (!call.holder.isHome && timer !== undefined) unref(timer); // it is not this program that waits
      call.onGiveUp((error) => waiter.reject(error));
    });
  }

  /** Who is next, to be resolved at once; it is out of the line by that. */
  get first(): Waiter<T, N> | undefined {
    return this.#waiters.values().next().value;
  }

  resolveAll(value: T): void {
    for (const waiter of this.#waiters) waiter.resolve(value);
  }

  rejectAll(error: () => unknown): void {
    for (const waiter of this.#waiters) waiter.reject(error());
  }

  has(holder: Holder): boolean {
    return [...this.#waiters].some((waiter) => waiter.holder === holder);
  }

  forget(holder: Holder): void {
    for (const waiter of this.#waiters)
      if (waiter.holder === holder) waiter.reject(goneError(holder));
  }

  #lateness(limitMs: number): TimeoutError {
    return new TimeoutError(`${this.#missing} within ${limitMs} ms`);
  }
}

/** Nobody hears it. */
function goneError(holder: Holder): Error {
  return new Error(`${holder.name} is gone`);
}
