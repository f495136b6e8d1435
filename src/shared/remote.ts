/** The type of an object that is served: what is left of it for those who call it from elsewhere. */

type AnyMethod = (...args: never[]) => unknown;

/** What can be iterated by `next`, as generators are. Arrays are values. */
type AnyIterator<T> = Iterator<T, unknown, never> | AsyncIterator<T, unknown, never>;

/** What a method that returns `R` returns from elsewhere: a copy, later; or what can be iterated. */
export type RemoteResult<R> = [R] extends [never]
  ? Promise<never>
  : [R] extends [AnyIterator<infer T>]
    ? AsyncIterableIterator<T>
    : Promise<Awaited<R> extends AnyIterator<infer T> ? AsyncIterableIterator<T> : Awaited<R>>;

/** A method of `Remote`. */
export type RemoteMethod<F> = F extends (...args: infer A) => infer R
  ? (...args: A) => RemoteResult<R>
  : never;

/** The names of those members that are methods; `then` would make a promise of it. */
export type RemoteName<T> = {
  [K in keyof T]: K extends 'then'
    ? never
    : K extends string
      ? T[K] extends AnyMethod
        ? K
        : never
      : never;
}[keyof T];

/**
 * A served object, at home and in workers: methods are asynchronous, generators are async iterators, and what is private or
 * no method is not there. `Symbol.dispose` ends the service (at home), or this proxy (in a worker).
 */
export type Remote<T extends object> = {
  readonly [K in RemoteName<T>]: RemoteMethod<T[K]>;
} & Disposable;
