/**
 * The marker that `move()` puts around a task's result. The worker unwraps it and transfers the buffers.
 * Its key is a registered symbol, because the task may have another copy of this package than its worker.
 */

/** The property of a marker that holds the buffers to transfer. */
export const MOVED: unique symbol = Symbol.for('manyhands.moved');

/** A result whose buffers are transferred to the caller instead of copied: what `move()` returns. */
export interface Moved<T> {
  readonly value: T;
  readonly [MOVED]: readonly ArrayBuffer[];
}

/** What the caller gets for a task that returns `R`: awaited, and out of its `move()` marker. */
export type ResultOf<R> = Awaited<R> extends infer A ? (A extends Moved<infer T> ? T : A) : never;

export function isMoved(value: unknown): value is Moved<unknown> {
  return typeof value === 'object' && value !== null && MOVED in value;
}
