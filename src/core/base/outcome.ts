/**
 * How a task, a chunk or a job ended. A union and not `value | undefined`, because a task may well
 * return `undefined` and may well throw it.
 */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false } & Failure);

export interface Failure {
  readonly error: unknown;
}
