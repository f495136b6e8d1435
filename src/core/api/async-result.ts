/**
 * The result of a call that has not come yet, as CPython's `AsyncResult`.
 *
 * It keeps its outcome and makes a promise only when asked for one, so a failure that nobody has
 * looked at yet is no unhandled rejection: submitting many calls and awaiting them one after another
 * is the normal use.
 */
import { PoolStateError, PoolTerminatedError, TimeoutError } from '../base/errors.ts';
import type { Outcome } from '../base/outcome.ts';
import type { Progress } from '../job/progress.ts';
import { describeCall, type NamedTask, showAs } from './inspected.ts';
import { noteFailure, noteSeen } from './unseen-failures.ts';
import { limitWait, resolveWait, type WaitLimit, type WaitOptions } from './wait-options.ts';

/** The call behind a result. */
export interface Call {
  readonly progress: Progress;
  /** The stack of the call. */
  readonly submittedAt: string | undefined;
  /** What stands behind its pool. */
  readonly pool: object;
  readonly spec?: NamedTask;
  cancel(reason: unknown): void;
}

/** The two functions that settle a promise. */
interface Settlers<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Settles a promise with the outcome. */
export function settle<T>(outcome: Outcome<T>, { resolve, reject }: Settlers<T>): void {
  if (outcome.ok) resolve(outcome.value);
  else reject(outcome.error);
}

/** What `get` returned before there was an outcome. */
interface Promised<T> extends Settlers<T> {
  readonly promise: Promise<T>;
}

/** Begins the call and is given what to call, once, with the outcome. */
export type StartCall<T> = (settle: (outcome: Outcome<T>) => void) => Call;

let make: <T>(start: StartCall<T>) => AsyncResult<T>;

/**
 * The result of a call that has not come yet: what `applyAsync`, `mapAsync` and `starmapAsync` return. It can
 * be awaited, and has the methods of a promise. Pools make it, nobody else can.
 *
 * A failure that nobody looks at is no unhandled rejection: many calls may be submitted and awaited one after
 * another. If nobody ever looks, a warning (`MANYHANDS_UNHANDLED_FAILURE`) tells it when the result is collected, a
 * second after the end of its pool, or when the program ends.
 *
 * @example
 * const results = [1, 2, 3].map((n) => pool.applyAsync((x: number) => x * x, [n]));
 * for (const result of results) console.log(await result);
 */
export class AsyncResult<T> implements PromiseLike<T> {
  static {
    make = (start) => new AsyncResult(start);
    showAs<AsyncResult<unknown>>(AsyncResult, (result) => result.#describe());
  }

  readonly #call: Call;
  #outcome: Outcome<T> | undefined;
  /** One for all who ask without a time limit. */
  #promised: Promised<T> | undefined;
  /** Those who only want to know when; made when somebody does. */
  #waiting: Set<() => void> | undefined;

  private constructor(start: StartCall<T>) {
    this.#call = start(this.#settle.bind(this)); // smaller than a closure
  }

  /** How many items are done, and how many there are. Not in CPython. */
  get progress(): Progress {
    return this.#call.progress;
  }

  /**
   * The result, or the task's error thrown as itself; the same one each time.
   *
   * @param wait how long to wait: a number of ms (0 or less only looks) or `{ timeout, signal }`. Default:
   *   for ever.
   * @throws TimeoutError if it has not come by then. The work goes on, and `get` may be called again ·
   *   `signal.reason` if the wait was aborted, with the same promise · OptionError for a bad option
   * @example
   * const result = pool.applyAsync((x: number) => x * x, [3]);
   * const square = await result.get(5000); // 9, or TimeoutError after five seconds
   */
  get(wait?: number | WaitOptions): Promise<T> {
    return wait === undefined ? this.#promise() : this.#getWithin(wait);
  }

  /**
   * Waits until there is an outcome, or as long as is allowed. It tells nothing, in time or not: see
   * `ready`.
   *
   * @param wait a number of ms or `{ timeout, signal }`. Default: for ever.
   * @throws `signal.reason` if the wait was aborted · OptionError for a bad option
   * @example
   * const result = pool.applyAsync((x: number) => x * x, [3]);
   * await result.wait(5000);
   * if (result.ready()) console.log(result.successful()); // true
   */
  async wait(wait?: number | WaitOptions): Promise<void> {
    await this.#until(wait === undefined ? FOR_EVER : resolveWait(wait));
  }

  /**
   * Whether there is an outcome. False inside the call's own callbacks.
   *
   * @example
   * const result = pool.applyAsync((x: number) => x * x, [3]);
   * await result;
   * console.log(result.ready()); // true
   */
  ready(): boolean {
    return this.#outcome !== undefined;
  }

  /**
   * Whether the call succeeded.
   *
   * @throws PoolStateError if there is no outcome yet (CPython: ValueError "… not ready").
   * @example
   * const result = pool.applyAsync((x: number) => x * x, [3]);
   * await result.wait();
   * console.log(result.successful()); // true
   */
  successful(): boolean {
    if (this.#outcome === undefined) throw new PoolStateError('the result is not ready');
    if (!this.#outcome.ok) noteSeen(this);
    return this.#outcome.ok;
  }

  /**
   * Cancels the call: it rejects with `reason`; what is queued is dropped, and a worker that runs a
   * task of it is ended and replaced. Nothing happens if there already is an outcome. Not in CPython.
   *
   * @param reason Default: an `AbortError`, as `AbortController` makes.
   * @example
   * const result = pool.applyAsync((x: number) => x * x, [3]);
   * result.cancel(new Error('not needed'));
   * const answer = await result.catch((error: unknown) => String(error)); // 'Error: not needed'
   */
  cancel(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): void {
    if (this.ready()) return;
    this.#promise().catch(() => {}); // whoever cancels knows how it ends
    this.#call.cancel(reason);
  }

  /**
   * As a promise's `then`: what `await` calls.
   *
   * @example
   * const next = await pool.applyAsync((x: number) => x * x, [3]).then((square) => square + 1); // 10
   */
  // oxlint-disable-next-line unicorn/no-thenable -- being awaitable is what it is for
  then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((error: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.#promise().then(onFulfilled, onRejected);
  }

  /**
   * As a promise's `catch`: what to make of a failure. The failure counts as looked at.
   *
   * @example
   * const result = pool.applyAsync(() => JSON.parse('{') as object);
   * const parsed = await result.catch(() => ({})); // {}
   */
  catch<E = never>(onRejected?: ((error: unknown) => E | PromiseLike<E>) | null): Promise<T | E> {
    return this.#promise().catch(onRejected);
  }

  /**
   * As a promise's `finally`: called when there is an outcome, which it passes on.
   *
   * @example
   * const square = await pool.applyAsync((x: number) => x * x, [3]).finally(() => console.log('done'));
   */
  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#promise().finally(onFinally);
  }

  #describe(): string {
    const end = this.#outcome?.ok === false ? 'rejected' : 'fulfilled';
    return describeCall('AsyncResult', this.#call, this.ready() ? end : undefined);
  }

  #settle(outcome: Outcome<T>): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    if (this.#promised !== undefined) settle(outcome, this.#promised);
    else if (!outcome.ok && !isExpected(outcome)) this.#expectLook(outcome.error);
    if (this.#waiting === undefined) return;
    for (const wake of this.#waiting) wake();
    this.#waiting = undefined;
  }

  /** Not at once: a call that fails while it begins is not even returned yet. */
  #expectLook(error: unknown): void {
    queueMicrotask(() => {
      if (this.#promised !== undefined) return;
      const { submittedAt: submitted, pool } = this.#call;
      noteFailure(this, { error, submitted, pool });
    });
  }

  #promise(): Promise<T> {
    if (this.#promised === undefined) {
      this.#promised = promised<T>();
      if (this.#outcome?.ok === false) noteSeen(this);
      if (this.#outcome !== undefined) settle(this.#outcome, this.#promised);
    }
    return this.#promised.promise;
  }

  async #getWithin(wait: number | WaitOptions): Promise<T> {
    const limit = resolveWait(wait);
    await this.#until(limit);
    if (this.#outcome !== undefined) return await this.#promise();
    throw new TimeoutError(`there is no result after ${limit.limitMs} ms`);
  }

  /** Settles when there is an outcome or the time is up. Rejects if the wait is aborted. */
  async #until(limit: WaitLimit): Promise<void> {
    if (this.ready() || limit.limitMs === 0) return;
    await new Promise<void>((resolve, reject) => {
      const wake = (): void => {
        stop();
        resolve();
      };
      this.#waiting ??= new Set();
      this.#waiting.add(wake);
      const giveUp = (tell: () => void): void => {
        this.#waiting?.delete(wake);
        tell();
      };
      const stop = limitWait(limit, {
        onTimeout: () => giveUp(resolve),
        onAbort: (reason) => giveUp(() => reject(reason)),
      });
    });
  }
}

/** For the pool: the result of a call, which it begins. */
export function beginResult<T>(start: StartCall<T>): AsyncResult<T> {
  return make(start);
}

/** An outcome that the caller has seen already, or has brought about. */
export type ExpectedFailure = Outcome<never> & { readonly isExpected: true };

function isExpected(outcome: Outcome<unknown> & { readonly ok: false }): boolean {
  return 'isExpected' in outcome || outcome.error instanceof PoolTerminatedError;
}

const FOR_EVER: WaitLimit = { limitMs: undefined, signal: undefined };

function promised<T>(): Promised<T> {
  let resolve!: Promised<T>['resolve']; // set by the next line, before anybody can look
  let reject!: Promised<T>['reject'];
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
