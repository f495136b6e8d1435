/** The type of an object that is served: what is left of it for those who call it from elsewhere. */

/**
 * What a method that returns `R` returns from elsewhere: a copy, later; or what can be iterated, if it returns what
 * generators do. Arrays are values.
 *
 * @example
 * using names = serve(['Ada', 'Alan']);
 * const joined: RemoteResult<string> = names.join(' and ');
 * console.log(await joined); // Ada and Alan
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

/**
 * A method of `Remote`.
 *
 * @example
 * const length: RemoteMethod<(text: string) => number> = serve({ length: (text: string) => text.length }).length;
 * console.log(await length('four')); // 4
 */
export type RemoteMethod<F> = F extends (...args: infer A) => infer R
  ? (...args: A) => RemoteResult<R>
  : never;

/**
 * The names of those members that are methods; `then` would make a promise of it.
 *
 * @example
 * const method: RemoteName<Map<string, number>> = 'get'; // 'size' would not compile: it is no method
 * using ages = serve(new Map([['Ada', 36]]));
 * console.log(await ages[method]('Ada')); // 36
 */
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
 *
 * @example
 * class Counter {
 *   #count = 0;
 *   add(by: number) {
 *     return (this.#count += by);
 *   }
 * }
 * const count = async (counter: Remote<Counter>) => await counter.add(1);
 * using counter = serve(new Counter());
 * console.log(await count(counter), await pool.apply(() => count(counter))); // 1 2
 */
export type Remote<T extends object> = {
  readonly [K in RemoteName<T>]: RemoteMethod<T[K & keyof T]>;
} & Disposable;
