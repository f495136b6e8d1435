/**
 * The pool of this machine: its workers are processes or threads of this program.
 *
 * What it can do is told in `api/any-pool.ts` and done in `api/base-pool.ts`; here it is put together.
 */
import type { AnyPool } from './any-pool.ts';
import { checkInteger, checkNames, refused } from '../base/check.ts';
import { PoolTerminatedError } from '../base/errors.ts';
import { BasePool } from './base-pool.ts';
import { withEarlyStarts } from './early-starts.ts';
import { openScheduler } from './open-scheduler.ts';
import {
  type AnyArguments,
  type PoolOptions,
  type ResolvedPoolOptions,
  resolvePoolOptions,
} from './pool-options.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import { resolveWait, waitFor, type WaitOptions } from './wait-options.ts';

/**
 * A pool of workers that run your functions: CPython's `multiprocessing.Pool`.
 *
 * Workers are child processes (`ThreadPool`: worker threads) and start at once. Any function can be
 * given: exported, local, a closure. Results come in the order of the items, errors as themselves.
 *
 * @example
 * await using pool = new Pool(4);
 * const squares = await pool.map((x: number) => x * x, [1, 2, 3]); // [1, 4, 9]
 */
export interface Pool extends AnyPool {
  /** What was resolved from the options, defaults included. */
  readonly options: ResolvedPoolOptions;

  /**
   * Settles when fewer than `below` items wait to be started (`stats().tasks.queued`), at once if that is so, and at the
   * pool's end. Not in CPython.
   *
   * @param wait how long to wait: a number of ms or `{ below, timeout, signal }`. Default: for ever, until nothing waits.
   * @throws TimeoutError when the time is up · `signal.reason` if the wait was aborted · OptionError
   * @example
   * const lengths: Promise<number>[] = [];
   * for (const text of ['a', 'b', 'c']) {
   *   await pool.drained({ below: 100 });
   *   lengths.push(pool.apply((t: string) => t.length, [text]));
   * }
   * console.log(await Promise.all(lengths)); // [1, 1, 1]
   */
  drained(wait?: number | DrainOptions): Promise<void>;

  /**
   * Cancels what has not been started; what runs is finished. A `map` of which some has not been started rejects as a
   * whole; an iterator yields what is there, then throws. Not in CPython.
   *
   * @param reason what they reject with. Default: an `AbortError`, as `AbortController` makes.
   * @returns how many items were waiting
   * @example
   * const result = pool.mapAsync((x: number) => x * x, range(1_000_000));
   * const dropped = pool.cancelPending(new Error('too late'));
   * console.log(dropped, await result.catch((error: unknown) => String(error)));
   */
  cancelPending(reason?: unknown): number;

  /**
   * Replaces every worker by a new one, each as soon as it has done what it runs: after a deployment, say, or to give memory
   * back. Not in CPython, whose way is `maxTasksPerChild`.
   *
   * @example
   * pool.recycle();
   * await pool.ready();
   */
  recycle(): void;

  /**
   * Has the pool have so many workers from now on; an elastic one, too. Those that are too many finish what they run. Not in
   * CPython.
   *
   * @throws OptionError
   * @example
   * pool.resize(3);
   * await pool.ready();
   * console.log(pool.workers.length); // 3
   */
  resize(workers: number): void;

  /**
   * As for any pool: no new work from now on; the workers end when all submitted work is done. May be repeated.
   *
   * @param options `{ pending: 'drop' }`: what has not been started rejects with a PoolTerminatedError
   * @example
   * pool.close({ pending: 'drop' });
   * await pool.join({ timeout: 10_000 }).catch(async () => await pool.terminate());
   */
  close(options?: CloseOptions): void;
}

/**
 * What becomes of the work that waits when a pool is closed.
 *
 * @example
 * const options: CloseOptions = { pending: 'drop' };
 * pool.close(options);
 */
export interface CloseOptions {
  /** `'finish'`: it is done · `'drop'`: it rejects, as with `cancelPending`. Default: `'finish'`. */
  readonly pending?: 'finish' | 'drop' | undefined;
}

/**
 * What `drained` waits for, and for how long.
 *
 * @example
 * await pool.drained({ below: 100, timeout: 5000 });
 */
export interface DrainOptions extends WaitOptions {
  /** Fewer items than this are to wait. Default: 1, so none. */
  readonly below?: number | undefined;
}

/**
 * How a `Pool` is made. An interface, because a class's own constructor cannot be generic.
 *
 * @example
 * const withTwo = (make: PoolConstructor) => new make(2);
 * await using own = withTwo(Pool);
 * console.log(await own.map(Math.sqrt, [4, 9])); // [ 2, 3 ]
 */
export interface PoolConstructor {
  /**
   * Starts the workers.
   *
   * @param options `new Pool(4)` is `new Pool({ workers: 4 })`; default: one worker for each CPU. `initArgs`
   *   have to fit `initializer`.
   * @throws OptionError for a bad option · PoolStateError where no pool may be made (nested too deep; in
   *   a module that a worker is importing) · NotSendableError if the initializer cannot be sent.
   * @example
   * const setUp = (level: string): void => console.log(`a worker starts, ${level}`);
   * await using pool = new Pool({ workers: 2, initializer: setUp, initArgs: ['quietly'] });
   */
  new <A extends readonly unknown[] = AnyArguments>(options?: number | PoolOptions<A>): Pool;
  readonly prototype: Pool;
}

const DROPPED = 'the pool was closed before this work was started';

/** See the interface `Pool`. */
export const Pool: PoolConstructor = class extends BasePool {
  readonly options: ResolvedPoolOptions;
  readonly #scheduler: Scheduler;

  constructor(options?: number | PoolOptions) {
    const resolved = resolvePoolOptions(options);
    const scheduler = withEarlyStarts(resolved, (started) => openScheduler(resolved, started));
    super(scheduler, resolved.name);
    this.#scheduler = scheduler;
    this.options = resolved;
  }

  async drained(wait: number | DrainOptions = {}): Promise<void> {
    const { below = 1, ...rest } = typeof wait === 'object' ? wait : { timeout: wait };
    checkInteger('below', below, 1);
    const limit = resolveWait(typeof wait === 'object' ? rest : wait);
    const late = (ms: number): string => `${below} items or more still waited after ${ms} ms`;
    await this.#scheduler.controls.drained(below, (drained) => waitFor(drained, limit, late));
  }

  cancelPending(
    reason: unknown = new DOMException('This operation was aborted', 'AbortError'),
  ): number {
    return this.#scheduler.controls.cancelPending(reason);
  }

  recycle(): void {
    this.#scheduler.controls.recycle();
  }

  resize(workers: number): void {
    this.#scheduler.controls.resize(checkInteger('workers', workers, 1));
  }

  override close(options: CloseOptions = {}): void {
    const { pending = 'finish' } = checkNames('options', options, ['pending']);
    if (pending !== 'finish' && pending !== 'drop')
      throw refused('pending', pending, "must be 'finish' or 'drop'");
    super.close();
    if (pending === 'drop') this.cancelPending(new PoolTerminatedError(DROPPED));
  }
};
