/**
 * The marker that `move()` puts around a task's result, and what becomes of it: the worker unwraps it
 * and lets the buffers go. Under a registered symbol, because the task may have another copy of this
 * package than its worker.
 */

/** Where a marker keeps the buffers that are to be moved. */
export const MOVED: unique symbol = Symbol.for('manyhands.moved');

/** A result that leaves its worker for good: what `move()` returns. */
export interface Moved<T> {
  readonly value: T;
  readonly [MOVED]: readonly ArrayBuffer[];
}

/** What the caller gets for a task that returns `R`: awaited, and out of its `move()` marker. */
export type ResultOf<R> = Awaited<R> extends infer A ? (A extends Moved<infer T> ? T : A) : never;

export function isMoved(value: unknown): value is Moved<unknown> {
  return typeof value === 'object' && value !== null && MOVED in value;
}
