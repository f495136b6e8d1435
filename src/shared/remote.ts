/** The type of an object that is served: what is left of it for those who call it from elsewhere. */

/**
 * What a method that returns `R` returns from elsewhere: a copy, later; or what can be iterated, if it returns what
 * generators do. Arrays are values.
 */
export type RemoteResult<R> = [R] extends [never]
  ? Promise<never>
  : [R] extends [Iterator<infer T, unknown, never> | AsyncIterator<infer T, unknown, never>]
    ? AsyncIterableIterator<T>
    : Promise<
        Awaited<R> extends
          | Iterator<infer T, unknown, never>
          | AsyncIterator<infer T, unknown, never>
          ? AsyncIterableIterator<T>
          : Awaited<R>
      >;

/** A method of `Remote`. */
export type RemoteMethod<F> = F extends (...args: infer A) => infer R
  ? (...args: A) => RemoteResult<R>
  : never;

/** The names of those members that are methods; `then` would make a promise of it. */
export type RemoteName<T> = keyof {
  // With `as`: otherwise an array would become one of names.
  [K in keyof T as K extends 'then'
    ? never
    : K extends string
      ? T[K] extends (...args: never[]) => unknown
        ? K
        : never
      : never]: never;
};

/**
 * A served object, at home and in workers: methods are asynchronous, generators are async iterators, and what is private or
 * no method is not there. `Symbol.dispose` ends the service (at home), or this proxy (in a worker).
 */
export type Remote<T extends object> = {
  readonly [K in RemoteName<T>]: RemoteMethod<T[K]>;
} & Disposable;
