/**
 * How a task, a chunk or a job ended. A union and not `value | undefined`, because a task may well
 * return `undefined` and may well throw it.
 */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown };

/** The two functions that settle a promise. */
export interface Settlers<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Settles a promise with the outcome. */
export function settle<T>(outcome: Outcome<T>, { resolve, reject }: Settlers<T>): void {
  if (outcome.ok) resolve(outcome.value);
  else reject(outcome.error);
}
