/**
 * The pool of this machine: its workers are processes or threads of this program.
 *
 * What it can do is told in `api/any-pool.ts` and done in `api/base-pool.ts`; here it is put together.
 */
import type { AnyPool } from './any-pool.ts';
import { checkInteger } from '../base/check.ts';
import { BasePool } from './base-pool.ts';
import { crewOptions } from './crew-options.ts';
import {
  type AnyArguments,
  type PoolOptions,
  type ResolvedPoolOptions,
  resolvePoolOptions,
} from './pool-options.ts';
import { Scheduler } from '../schedule/scheduler.ts';
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
   * for (const text of ['a', 'b', 'c']) {
   *   await pool.drained({ below: 100 });
   *   void pool.apply((t: string) => t.length, [text]);
   * }
   */
  drained(wait?: number | DrainOptions): Promise<void>;
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

/** How a `Pool` is made. An interface, because a class's own constructor cannot be generic. */
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

/** See the interface `Pool`. */
export const Pool: PoolConstructor = class extends BasePool {
  readonly options: ResolvedPoolOptions;
  readonly #scheduler: Scheduler;

  constructor(options?: number | PoolOptions) {
    const resolved = resolvePoolOptions(options);
    const scheduler = new Scheduler(crewOptions(resolved));
    super(scheduler, resolved.name);
    this.#scheduler = scheduler;
    this.options = resolved;
  }

  async drained(wait: number | DrainOptions = {}): Promise<void> {
    const { below = 1, ...rest } = typeof wait === 'object' ? wait : { timeout: wait };
    checkInteger('below', below, 1);
    const limit = resolveWait(typeof wait === 'object' ? rest : wait);
    const late = (ms: number): string => `${below} items or more still waited after ${ms} ms`;
    await this.#scheduler.drained(below, (drained) => waitFor(drained, limit, late));
  }
};
