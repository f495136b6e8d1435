/**
 * The result of a call that has not come yet, as CPython's `AsyncResult`.
 *
 * It keeps its outcome and makes a promise only when asked for one, so a failure that nobody has
 * looked at yet is no unhandled rejection: submitting many calls and awaiting them one after another
 * is the normal use.
 */
import { PoolStateError, TimeoutError } from './base/errors.ts';
import type { Outcome } from './base/outcome.ts';
import { timerMs } from './base/timer.ts';
import type { Progress } from './schedule/job.ts';

/** The call behind a result. */
export interface Call {
  readonly progress: Progress;
  cancel(reason: unknown): void;
}

export class AsyncResult<T> implements PromiseLike<T> {
  readonly #call: Call;
  #outcome: Outcome<T> | undefined;
  /** Made when somebody waits: most results are looked at when they are there. */
  #waiting: Set<() => void> | undefined;

  /** Made by the pool. `start` begins the call and is given what to call, once, with the outcome. */
  constructor(start: (settle: (outcome: Outcome<T>) => void) => Call) {
    this.#call = start((outcome) => {
      this.#outcome ??= outcome;
      for (const wake of this.#waiting ?? []) wake();
    });
  }

  /** How many items are done, and how many there are. */
  get progress(): Progress {
    return this.#call.progress;
  }

  /**
   * The result, or the task's error thrown as itself; the same one each time.
   *
   * @param timeout how long to wait, in ms; 0 or less only looks. Default: for ever.
   * @throws TimeoutError if it has not come by then. The work goes on, and `get` may be called again.
   */
  async get(timeout?: number): Promise<T> {
    await this.wait(timeout);
    const outcome = this.#outcome;
    if (outcome === undefined) throw new TimeoutError(`there is no result after ${timeout} ms`);
    if (!outcome.ok) throw outcome.error;
    return outcome.value;
  }

  /** Waits until there is an outcome, or for `timeout` ms. Tells nothing: see `ready`. */
  async wait(timeout?: number): Promise<void> {
    if (this.ready() || (timeout !== undefined && !(timeout > 0))) return;
    await new Promise<void>((resolve) => {
      const timer = timeout === undefined ? undefined : setTimeout(() => wake(), timerMs(timeout));
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting?.delete(wake);
        resolve();
      };
      this.#waiting ??= new Set();
      this.#waiting.add(wake);
    });
  }

  /** Whether there is an outcome. False inside the call's own callbacks. */
  ready(): boolean {
    return this.#outcome !== undefined;
  }

  /**
   * Whether the call succeeded.
   *
   * @throws PoolStateError if there is no outcome yet (CPython: ValueError "… not ready").
   */
  successful(): boolean {
    if (this.#outcome === undefined) throw new PoolStateError('the result is not ready');
    return this.#outcome.ok;
  }

  /**
   * Cancels the call: it rejects with `reason`; what is queued is dropped, and a worker that runs a
   * task of it is ended and replaced. Nothing happens if there already is an outcome.
   *
   * @param reason Default: an `AbortError`, as `AbortController` makes.
   */
  cancel(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): void {
    if (!this.ready()) this.#call.cancel(reason);
  }

  // oxlint-disable-next-line unicorn/no-thenable -- being awaitable is what it is for
  then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((error: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.get().then(onFulfilled, onRejected);
  }
}
