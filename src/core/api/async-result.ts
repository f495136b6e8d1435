/**
 * The result of a call that has not come yet, as CPython's `AsyncResult`.
 *
 * It is a promise, whose rejection waits until somebody looks at it, so a failure that nobody has looked at
 * yet is no unhandled rejection: submitting many calls and awaiting them one after another is the normal use.
 */
import { PoolStateError, PoolTerminatedError, TimeoutError } from '../base/errors.ts';
import { soon } from '../base/node-turns.ts';
import type { Outcome } from '../base/outcome.ts';
import { stackOf } from '../base/stack-of.ts';
import type { CallerStack } from './caller-stack.ts';
import type { Progress } from '../job/progress.ts';
import { describeCall, type NamedTask, showAs } from './inspected.ts';
import { noteFailure, noteSeen } from './unseen-failures.ts';
import { rejectionOf } from './waiter-stack.ts';
import { limitWait, resolveWait, type WaitLimit, type WaitOptions } from './wait-options.ts';

/** The call behind a result. */
export interface Call {
  readonly progress: Progress;
  /** What has the stack of the call. */
  readonly submitted: CallerStack;
  /** What stands behind its pool. */
  readonly pool: object;
  readonly spec?: NamedTask;
  cancel(reason: unknown): void;
}

/** The one function that settles a promise: a hundred thousand of them may be waiting, and two would be kept for each. */
type Resolve<T> = (value: T | PromiseLike<T>) => void;

/** Settles the promise of a call with its outcome. */
export function resolveWith<T>(
  outcome: Outcome<T>,
  resolve: Resolve<T>,
  submitted?: CallerStack,
): void {
  resolve(outcome.ok ? outcome.value : rejectionOf(outcome.error, submitted));
}

/** Begins the call of a result. */
type StartFor<T> = (result: AsyncResult<T>) => Call;

/** Begins the call and is given what to call, once, with the outcome. */
export type StartCall<T> = (settle: (outcome: Outcome<T>) => void) => Call;

let make: <T>(start: StartFor<T>) => AsyncResult<T>;

let settle: <T>(outcome: Outcome<T>, result: AsyncResult<T>) => void;

/**
 * The result of a call that has not come yet: what `applyAsync`, `mapAsync` and `starmapAsync` return. It is a
 * promise, and has the methods of CPython's `AsyncResult` besides. Pools make it, nobody else can.
 *
 * A failure that nobody has looked at is no unhandled rejection: many calls may be submitted and awaited one
 * after another. If nobody ever looks, a warning (`MANYHANDS_UNHANDLED_FAILURE`) tells it when the result is
 * collected, a second after the end of its pool, or when the program ends.
 *
 * @example
 * const results = [1, 2, 3].map((n) => pool.applyAsync((x: number) => x * x, [n]));
 * for (const result of results) console.log(await result);
 */
export class AsyncResult<T> extends Promise<T> {
  static {
    make = (start) => new AsyncResult(start);
    settle = (outcome, result) => result.#settle(outcome);
    showAs<AsyncResult<unknown>>(AsyncResult, (result) => result.#describe());
    // `await`, `then`, `Promise.all` and whatever else waits for a promise asks for its constructor first. So a
    // result learns that somebody looks at it; and because the answer is `Promise`, it is taken as it is, without
    // a second promise around it, and `then` makes plain ones.
    Reflect.defineProperty(AsyncResult.prototype, 'constructor', {
      configurable: true,
      get(this: object) {
        if (#call in this) this.#look();
        return Promise;
      },
    });
  }

  readonly #call: Call;
  #outcome: Outcome<T> | undefined;
  /** Until it is fulfilled or rejected. */
  #resolve: Resolve<T> | undefined;
  /** Until then a failure is kept back. */
  #isLookedAt = false;
  /** Those who only want to know when; made when somebody does. */
  #waiting: Set<() => void> | undefined;

  private constructor(start: StartFor<T>) {
    super(keepResolve);
    this.#resolve = lastResolve as Resolve<T>; // just kept
    lastResolve = undefined; // which has the result
    this.#call = start(this);
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
    if (wait !== undefined) return this.#getWithin(wait);
    this.#look();
    return this;
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
    this.catch(() => {}); // whoever cancels knows how it ends
    this.#call.cancel(reason);
  }

  #describe(): string {
    const end = this.#outcome?.ok === false ? 'rejected' : 'fulfilled';
    return describeCall('AsyncResult', this.#call, this.ready() ? end : undefined);
  }

  #settle(outcome: Outcome<T>): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    if (outcome.ok) this.#tell(outcome);
    else if (this.#isLookedAt) this.#tell(outcome, this.#call.submitted);
    else if (!isExpected(outcome)) this.#expectLook(outcome.error);
    if (this.#waiting === undefined) return;
    for (const wake of this.#waiting) wake();
    this.#waiting = undefined;
  }

  #tell(outcome: Outcome<T>, submitted?: CallerStack): void {
    const resolve = this.#resolve;
    this.#resolve = undefined;
    if (resolve !== undefined) resolveWith(outcome, resolve, submitted);
  }

  /** Not at once: a call that fails while it begins is not even returned yet. */
  #expectLook(error: unknown): void {
    soon(() => {
      if (this.#isLookedAt) return;
      const { submitted, pool } = this.#call;
      noteFailure(this, { error, submitted: stackOf(submitted), pool });
    });
  }

  /** Somebody looks at it: a failure that was kept back is told now. */
  #look(): void {
    if (this.#isLookedAt) return;
    this.#isLookedAt = true;
    if (this.#outcome?.ok !== false) return;
    noteSeen(this);
    this.#tell(this.#outcome, this.#call.submitted);
  }

  async #getWithin(wait: number | WaitOptions): Promise<T> {
    const limit = resolveWait(wait);
    await this.#until(limit);
    if (this.#outcome !== undefined) return await this;
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

/** Gives the result its outcome: to be called once, by whoever has begun its call. */
export function settleResult<T>(outcome: Outcome<T>, result: AsyncResult<T>): void {
  settle(outcome, result);
}

/** For the pool: the result of a call, which it begins. */
export function beginResult<T>(start: StartCall<T>): AsyncResult<T> {
  return make((result) => start((outcome) => settleResult(outcome, result)));
}

/** As `beginResult`; `start` has the result itself, for `settleResult`. */
export function beginResultOf<T>(start: StartFor<T>): AsyncResult<T> {
  return make(start);
}

/** An outcome that the caller has seen already, or has brought about. */
export type ExpectedFailure = Outcome<never> & { readonly isExpected: true };

function isExpected(outcome: Outcome<unknown> & { readonly ok: false }): boolean {
  return 'isExpected' in outcome || outcome.error instanceof PoolTerminatedError;
}

const FOR_EVER: WaitLimit = { limitMs: undefined, signal: undefined };

/** Of the promise that was made last. */
let lastResolve: Resolve<never> | undefined;

/** For all of them: a function made for each would be garbage at once. */
function keepResolve(resolve: Resolve<never>): void {
  lastResolve = resolve;
}
