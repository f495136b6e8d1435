/** Pools with their transport chosen. */
import type { AnyArguments, PoolSettings, WorkerInit } from './pool-options.ts';
import { Pool } from './pool.ts';

/**
 * What `new ThreadPool(options)` takes: the options of `Pool`, but for where the workers run.
 *
 * @example
 * const options: ThreadPoolOptions = { workers: 2, resourceLimits: { maxOldGenerationSizeMb: 256 } };
 * await using pool = new ThreadPool(options);
 */
export type ThreadPoolOptions<A extends readonly unknown[] = AnyArguments> = WorkerInit<A> &
  Omit<PoolSettings, 'transport'>;

/**
 * A `Pool` whose workers are threads: quicker to start, and messages are cheaper, but they share one
 * heap limit and one fate with the program. As CPython's `ThreadPool`, except that arguments and
 * results are copied (threads of Node share nothing but SharedArrayBuffers).
 *
 * @example
 * await using pool = new ThreadPool(4);
 * const squares = await pool.map((x: number) => x * x, [1, 2, 3]); // [1, 4, 9]
 */
export interface ThreadPool extends Pool {}

/**
 * How a `ThreadPool` is made.
 *
 * @example
 * const withTwo = (make: ThreadPoolConstructor) => new make(2);
 * await using own = withTwo(ThreadPool);
 * console.log(await own.map(Math.sqrt, [4, 9])); // [ 2, 3 ]
 */
export interface ThreadPoolConstructor {
  /** As for `Pool`. */
  new <A extends readonly unknown[] = AnyArguments>(
    options?: number | ThreadPoolOptions<A>,
  ): ThreadPool;
  readonly prototype: ThreadPool;
}

/** See the interface `ThreadPool`. */
export const ThreadPool: ThreadPoolConstructor = class extends Pool {
  constructor(options?: number | ThreadPoolOptions) {
    const given = typeof options === 'object' && options !== null ? options : { workers: options };
    super({ ...given, transport: 'thread' });
  }
};
