/**
 * What every pool can do, as its users see it. `api/base-pool.ts` does it; what a pool of this machine or of
 * a cluster can do besides is with its class.
 */
import type { Items } from '../items/open-iterator.ts';
import type { WorkerState } from '../handle/worker-state.ts';
import type { PoolState } from '../schedule/backend.ts';
import type { PoolStats } from '../schedule/pool-stats.ts';
import type { AsyncResult } from './async-result.ts';
import type {
  BroadcastOptions,
  CallbackOptions,
  CallOptions,
  FlowOptions,
  MapOptions,
  ThroughOptions,
} from './call-options.ts';
import type { Flow } from './flow.ts';
import type { IteratorCalls } from './iterator-calls.ts';
import type { TypedDuplex } from './typed-duplex.ts';
import type { WaitOptions } from './wait-options.ts';

/**
 * One worker of a pool, as `pool.workers` shows it.
 *
 * @example
 * const show = ({ id, pid, state }: WorkerInfo) => `worker ${id} (pid ${pid}) is ${state}`;
 * console.log(pool.workers.map(show));
 */
export interface WorkerInfo {
  /** 1, 2, 3 …: unique within its pool, never used twice. */
  readonly id: number;
  /** Its process id; of a thread, that of the program. */
  readonly pid: number;
  /** Of a thread only. */
  readonly threadId?: number;
  readonly state: WorkerState;
}

/**
 * What `Pool`, `ThreadPool` and `ClusterPool` have in common: the methods of CPython's
 * `multiprocessing.Pool`. What can do with any pool takes this.
 *
 * A method that returns a promise rejects for whatever is wrong, with the call too; all others throw what is
 * wrong with the call (OptionError, PoolStateError, NotSendableError for a function that cannot be sent). A
 * task's error arrives as itself. All times are milliseconds.
 *
 * @example
 * async function mapAll<T, R>(any: AnyPool, fn: (item: T) => R, items: T[]): Promise<Awaited<R>[]> {
 *   return await any.map(fn, items);
 * }
 * const squares = await mapAll(pool, (x: number) => x * x, [1, 2, 3]); // [1, 4, 9]
 */
export interface AnyPool extends IteratorCalls, AsyncDisposable {
  /**
   * `'running'` until `close` or `terminate` is called. A pool whose workers cannot start (`InitializerError`,
   * `CrashLoopError`) ends by itself: then it is `'terminated'`, and every call rejects with that error.
   */
  readonly state: PoolState;

  /** The workers there are now; `[]` after the end. */
  readonly workers: readonly WorkerInfo[];

  /**
   * Calls `fn(...args)` in a worker. The promise rejects with what it throws.
   * Arguments are read when they are sent: do not change them before the call has settled.
   *
   * @param args may be left out if `fn` needs none
   * @throws WorkerLostError if the worker ended meanwhile · TaskTimeoutError · PoolTerminatedError ·
   *   `signal.reason` · NotSendableError · OptionError · PoolStateError
   * @example
   * const sum = await pool.apply((a: number, b: number) => a + b, [1, 2]); // 3
   */
  apply<R>(fn: () => R, args?: readonly [], options?: CallOptions): Promise<Awaited<R>>;
  apply<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    args: Readonly<A>,
    options?: CallOptions,
  ): Promise<Awaited<R>>;

  /**
   * As `apply`, but returns at once; throws in the call what is wrong with the call.
   *
   * @example
   * const result = pool.applyAsync((a: number, b: number) => a + b, [1, 2]);
   * const sum = await result.get(5000); // 3
   */
  applyAsync<R>(
    fn: () => R,
    args?: readonly [],
    options?: CallOptions & CallbackOptions<Awaited<R>>,
  ): AsyncResult<Awaited<R>>;
  applyAsync<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    args: Readonly<A>,
    options?: CallOptions & CallbackOptions<Awaited<R>>,
  ): AsyncResult<Awaited<R>>;

  /**
   * Calls `fn(item)` for each item. The results are in the order of the items; the first failure
   * received rejects at once (CPython waits for the rest), and what has not started is dropped.
   *
   * @param items anything that can be iterated, also asynchronously; it is read to its end first
   * @throws what a task throws, or the source · WorkerLostError · TaskTimeoutError · PoolTerminatedError ·
   *   `signal.reason` · NotSendableError · OptionError · PoolStateError
   * @example
   * const lengths = await pool.map((text: string) => text.length, ['a', 'bc']); // [1, 2]
   */
  map<T, R>(fn: (item: T) => R, items: Items<T>, options?: MapOptions): Promise<Awaited<R>[]>;

  /**
   * As `map`, but returns at once; throws in the call what is wrong with the call.
   *
   * @example
   * const result = pool.mapAsync((text: string) => text.length, ['a', 'bc']);
   * const lengths = await result; // [1, 2]
   */
  mapAsync<T, R>(
    fn: (item: T) => R,
    items: Items<T>,
    options?: MapOptions & CallbackOptions<Awaited<R>[]>,
  ): AsyncResult<Awaited<R>[]>;

  /**
   * As `map`, with `fn(...tuple)` for each tuple of arguments.
   *
   * @example
   * const powers = await pool.starmap((a: number, b: number) => a ** b, [[2, 3], [3, 2]]); // [8, 9]
   */
  starmap<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    argTuples: Items<Readonly<A>>,
    options?: MapOptions,
  ): Promise<Awaited<R>[]>;

  /**
   * As `starmap`, but returns at once; throws in the call what is wrong with the call.
   *
   * @example
   * const result = pool.starmapAsync((a: number, b: number) => a ** b, [[2, 3], [3, 2]]);
   * const powers = await result; // [8, 9]
   */
  starmapAsync<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    argTuples: Items<Readonly<A>>,
    options?: MapOptions & CallbackOptions<Awaited<R>[]>,
  ): AsyncResult<Awaited<R>[]>;

  /**
   * A stage of a pipeline of Node's streams: what is written to it goes to `fn`, what that returns can
   * be read, in the order in which it was written. Holds back whoever writes while nobody reads. An item
   * that fails destroys the stream with its error. Not in CPython.
   *
   * @throws in the call what is wrong with the call
   * @example
   * const squares = Readable.from([1, 2, 3]).pipe(pool.through((x: number) => x * x));
   * for await (const square of squares) console.log(square);
   */
  through<T, R>(fn: (item: T) => R, options?: ThroughOptions): TypedDuplex<T, Awaited<R>>;

  /**
   * Calls `fn(...args)` once in each worker, those that are busy or starting included: when they come to it. The results
   * are in the order of the workers' ids. With `replay` every worker that is started later runs it as well, before its
   * first task and after the initializer: where that fails it counts as the initializer's failure. Arguments of a
   * broadcast that is replayed must not be changed afterwards. Not in CPython.
   *
   * A worker that ends before it has run it is replaced here too, by its successor; one that ends while it runs it fails
   * the broadcast, and a broadcast that fails is not replayed.
   *
   * @throws what a task throws · WorkerLostError · TaskTimeoutError · PoolTerminatedError · `signal.reason` ·
   *   NotSendableError · OptionError · PoolStateError, also on a cluster
   * @example
   * const setLevel = (level: string) => void Object.assign(globalThis, { level });
   * await pool.broadcast(setLevel, ['debug'], { replay: true });
   * const pids = await pool.broadcast(() => process.pid); // one for each worker
   */
  broadcast<R>(fn: () => R, args?: readonly [], options?: BroadcastOptions): Promise<Awaited<R>[]>;
  broadcast<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    args: Readonly<A>,
    options?: BroadcastOptions,
  ): Promise<Awaited<R>[]>;

  /**
   * What the pool has done since it was made or since `resetStats`, and what it is doing now: a plain object, cheap
   * enough to be asked for every second. Not in CPython.
   *
   * @example
   * await pool.map((x: number) => x * x, [1, 2, 3]);
   * const { tasks, run, utilization } = pool.stats();
   * console.log(tasks.done, run.p99, utilization);
   */
  stats(): PoolStats;

  /**
   * Lets `stats` count from now on. What waits and what runs stays as it is. Not in CPython.
   *
   * @example
   * pool.resetStats();
   * console.log(pool.stats().tasks.done); // 0
   */
  resetStats(): void;

  /**
   * A chain over `items`: its stages run together in the workers, and nothing crosses between them. Nothing runs before an
   * end of the chain is called. Not in CPython.
   *
   * @param items anything that can be iterated. Arrays, sets, maps and ranges are read when the end is called, all others
   *   bit by bit: they may be endless.
   * @throws in the call what is wrong with the call
   * @example
   * const lengths = pool.from(['a', 'bb', '']).filter((text) => text !== '').map((text) => text.length);
   * console.log(await lengths.sum()); // 3
   */
  from<T>(items: Items<T>, options?: FlowOptions): Flow<T>;

  /**
   * No new work from now on; the workers end when all submitted work is done. May be repeated.
   *
   * @example
   * const squares = pool.map((x: number) => x * x, [1, 2, 3]);
   * pool.close();
   * console.log(await squares); // [1, 4, 9]
   */
  close(): void;

  /**
   * Ends everything now: pending work fails with PoolTerminatedError. Settles when no worker is left, and
   * never rejects. May be repeated.
   *
   * @example
   * await pool.terminate();
   * console.log(pool.state); // 'terminated'
   */
  terminate(): Promise<void>;

  /**
   * After `close` or `terminate`: settles when all submitted work is done and all workers have ended.
   * Open iterators are read to their end as if nobody waited for their reader.
   *
   * @param wait how long to wait: a number of ms or `{ timeout, signal }`. Default: for ever (CPython has no
   *   limit).
   * @throws PoolStateError if the pool is still running · TimeoutError when the time is up ·
   *   `signal.reason` if the wait was aborted; the end still comes · OptionError
   * @example
   * pool.close();
   * await pool.join({ timeout: 5000 });
   */
  join(wait?: number | WaitOptions): Promise<void>;

  /**
   * Settles when every worker has started and run its initializer; rejects if they cannot. Not in CPython.
   *
   * @param wait how long to wait: a number of ms or `{ timeout, signal }`. Default: for ever.
   * @throws PoolStateError after `close` · InitializerError · CrashLoopError · PoolTerminatedError ·
   *   TimeoutError when the time is up · `signal.reason` if the wait was aborted · OptionError
   * @example
   * await pool.ready(30_000);
   */
  ready(wait?: number | WaitOptions): Promise<void>;

  /** The end of an `await using` block terminates, as the end of CPython's `with` does. */
  [Symbol.asyncDispose](): Promise<void>;
}
