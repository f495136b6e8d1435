/**
 * The marker that `move()` puts around a task's result. The worker unwraps it and transfers the buffers.
 * Its key is a registered symbol, because the task may have another copy of this package than its worker.
 */

/** The property of a marker that holds the buffers to transfer. */
export const MOVED: unique symbol = Symbol.for('manyhands.moved');

/**
 * A result whose buffers are transferred to the caller instead of copied, as the worker finds it.
 *
 * @example
 * const bytesOf = ({ value }: MovedMarker<Uint8Array>) => value.length;
 * console.log(bytesOf(move(new Uint8Array(8)))); // 8
 */
export interface MovedMarker<T> {
  readonly value: T;
  readonly [MOVED]: readonly ArrayBuffer[];
}

/**
 * A result that leaves its worker for good: what `move()` returns, and what a task has to return as it is. The
 * caller of the pool gets the value.
 *
 * @example
 * const zeros = (n: number): Moved<Uint8Array> => move(new Uint8Array(n));
 * console.log((await pool.apply(zeros, [8])).length); // 8
 */
export interface Moved<T> extends MovedMarker<T> {
  /**
   * Not there when the program runs: it tells the compiler that who awaits the task gets `T`. `Awaited` is the
   * only type that the compiler can see through in generic code, so the marker has to be a thing for it.
   */
  then(onFulfilled: (value: T) => unknown, neverToBeCalled: never): unknown;
}

/**
 * What the caller gets for a task that returns `R`: awaited, and out of its `move()` marker.
 *
 * @example
 * const zeros = async (n: number) => move(new Uint8Array(n));
 * const got: ResultOf<ReturnType<typeof zeros>> = await pool.apply(zeros, [8]);
 * console.log(got.length); // 8
 */
export type ResultOf<R> = Awaited<R>;

export function isMoved(value: unknown): value is MovedMarker<unknown> {
  return typeof value === 'object' && value !== null && MOVED in value;
}
