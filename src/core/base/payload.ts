/**
 * Things that only `codec/` can read, passed through by everybody else without a look inside.
 * Both are structured-clonable.
 */

/** What travels in place of a function: sent once per worker, from then on named by its `id`. */
export interface FunctionPayload {
  /** Hash of the content: the same id is the same function with the same captured values. */
  readonly id: string;
  /** The function's name, for messages; never empty ("(anonymous)"). */
  readonly name: string;
  readonly body: unknown;
}

/** What travels in place of something that was thrown. */
export interface ErrorPayload {
  readonly kind: string;
}
