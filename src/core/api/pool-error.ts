/** `PoolError` as callers see it: `instanceof` leads to the errors there are, and their `code` tells them apart. */
import {
  type BrokenBarrierError,
  type ClosedError,
  type CrashLoopError,
  type InitializerError,
  type InvariantError,
  type NotSendableError,
  type OptionError,
  PoolError as Root,
  type PoolStateError,
  type PoolTerminatedError,
  type ProtocolError,
  type QueueEmptyError,
  type QueueFullError,
  type TaskTimeoutError,
  type TimeoutError,
  type WorkerLostError,
} from '../base/errors.ts';

/**
 * The class of each `code`. `manyhands/cluster` adds its own.
 *
 * @example
 * const code: keyof PoolErrorsByCode = 'ERR_POOL_WORKER_LOST';
 * const error: PoolErrorsByCode[typeof code] | undefined = await pool.apply(() => process.exit(3)).catch((lost) => lost);
 * console.log(error?.exitCode); // 3
 */
export interface PoolErrorsByCode {
  ERR_POOL_BROKEN_BARRIER: BrokenBarrierError;
  ERR_POOL_CLOSED: ClosedError;
  ERR_POOL_CRASH_LOOP: CrashLoopError;
  ERR_POOL_INITIALIZER: InitializerError;
  ERR_POOL_INVARIANT: InvariantError;
  ERR_POOL_NOT_SENDABLE: NotSendableError;
  ERR_POOL_OPTION: OptionError;
  ERR_POOL_PROTOCOL: ProtocolError;
  ERR_POOL_QUEUE_EMPTY: QueueEmptyError;
  ERR_POOL_QUEUE_FULL: QueueFullError;
  ERR_POOL_STATE: PoolStateError;
  ERR_POOL_TASK_TIMEOUT: TaskTimeoutError;
  ERR_POOL_TERMINATED: PoolTerminatedError;
  ERR_POOL_TIMEOUT: TimeoutError;
  ERR_POOL_WORKER_LOST: WorkerLostError;
}

/**
 * Every error that a pool itself makes. `code` tells which: it is a literal in each of them.
 *
 * @example
 * const isWorthAnotherTry = (error: AnyPoolError) => error.code === 'ERR_POOL_WORKER_LOST' || error.code === 'ERR_POOL_QUEUE_FULL';
 * await pool.apply(() => process.exit(3)).catch((error: AnyPoolError) => console.log(isWorthAnotherTry(error))); // true
 */
export type AnyPoolError = PoolErrorsByCode[keyof PoolErrorsByCode];

/**
 * The root of all errors made by the pool itself; `code` is stable, the message is for people.
 *
 * @example
 * try {
 *   await pool.apply(() => process.exit(3));
 * } catch (error) {
 *   if (!(error instanceof PoolError)) throw error;
 *   if (error.code === 'ERR_POOL_WORKER_LOST') console.log(error.exitCode); // 3
 * }
 */
export type PoolError = Root;

/**
 * A class, but that `instanceof PoolError` tells the compiler which errors there are.
 *
 * @example
 * const root: PoolErrorConstructor = PoolError;
 * const error: unknown = await pool.apply(() => process.exit(3)).catch((lost) => lost);
 * if (error instanceof root && error.code === 'ERR_POOL_WORKER_LOST') console.log(error.exitCode); // 3
 */
export interface PoolErrorConstructor {
  new (message: string, options?: ErrorOptions): PoolError;
  readonly prototype: PoolError;
  /** As of every class. A subclass stands for itself and for nothing else. */
  [Symbol.hasInstance]<C extends { readonly prototype: unknown }>(
    this: C,
    value: unknown,
  ): value is PoolError extends C['prototype'] ? AnyPoolError : C['prototype'];
}

/** See the type `PoolError`. */
// The narrowing is for the compiler: at run time it is what every class has.
export const PoolError: PoolErrorConstructor = Root as unknown as PoolErrorConstructor;
