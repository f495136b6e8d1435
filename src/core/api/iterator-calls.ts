/** The calls whose results are read one by one, as every pool has them. */
import type { Items } from '../items/open-iterator.ts';
import type { GeneratorOptions, StreamOptions } from './call-options.ts';
import type { ResultIterator } from './result-iterator.ts';

/**
 * What is read of a task that returns `R`, value by value: what its generator yields, or its result if that is no
 * generator. Lists are values.
 *
 * @example
 * type Rows = Flat<Generator<string>>; // string
 * type Row = Flat<Promise<string>>; // string
 * type List = Flat<string[]>; // string[]
 */
export type Flat<R> =
  Awaited<R> extends infer V
    ? V extends AsyncIterable<infer Y>
      ? Awaited<Y>
      : V extends Iterable<infer Y> & { next(...args: never[]): unknown }
        ? Awaited<Y>
        : V
    : never;

/**
 * What is read of a call with `flat`, and without.
 *
 * @example
 * function* twice(x: number) {
 *   yield x;
 *   yield x;
 * }
 * const read: Streamed<ReturnType<typeof twice>, true>[] = [];
 * for await (const x of pool.imap(twice, [1, 2], { flat: true })) read.push(x);
 * console.log(read); // [ 1, 1, 2, 2 ]
 */
export type Streamed<R, F extends boolean> = F extends true ? Flat<R> : Awaited<R>;

/**
 * A part of `AnyPool`.
 *
 * @example
 * const numbersOf = (calls: IteratorCalls) => calls.imap((x: number) => x * x, [1, 2, 3]);
 * for await (const square of numbersOf(pool)) console.log(square);
 */
export interface IteratorCalls {
  /**
   * Calls `fn(...args)` in a worker and reads what the generator yields that it returns, value by value, while it runs.
   * It is read ahead by at most `bufferSize` values: then it waits for its reader, and its worker with it. Leaving early
   * (`break`, `return()`) closes it, so that its `finally` runs. It may be an async generator, an iterator, or anything
   * that can be iterated asynchronously; any other result is the only value. Not in CPython.
   *
   * A worker that ends throws behind what has come by then. `retries` counts only as long as nothing has come: a
   * generator that is run again would yield the same values twice. A `timeout` does not count the time for which the
   * generator waits for its reader. Unless `abortGrace` says otherwise, a generator that is to end for whatever reason
   * gets `killGrace` for its `finally`.
   *
   * @throws in the call what is wrong with the call (PoolStateError on a cluster)
   * @example
   * function* countTo(n: number) {
   *   for (let i = 1; i <= n; i += 1) yield i;
   * }
   * for await (const i of pool.stream(countTo, [1_000_000])) if (i === 3) break;
   */
  stream<R>(fn: () => R, args?: readonly [], options?: GeneratorOptions): ResultIterator<Flat<R>>;
  stream<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    args: Readonly<A>,
    options?: GeneratorOptions,
  ): ResultIterator<Flat<R>>;

  /**
   * As `map`, lazily: reads at most `bufferSize` items ahead and yields results as they come, in the
   * order of the items. An item that fails throws at its position, and `next` can be called again; its
   * neighbours keep their results. (CPython reads everything at once, and loses the neighbours.) Items
   * are read when they are sent: do not change them before their result is here.
   *
   * @throws in the call what is wrong with the call; the source's own error comes at its position
   * @example
   * for await (const square of pool.imap((x: number) => x * x, [1, 2, 3])) console.log(square);
   */
  imap<T, R, F extends boolean = false>(
    fn: (item: T) => R,
    items: Items<T>,
    options?: StreamOptions<F>,
  ): ResultIterator<Streamed<R, F>>;

  /**
   * As `imap`, in the order in which the results come.
   *
   * @example
   * for await (const square of pool.imapUnordered((x: number) => x * x, [1, 2, 3])) console.log(square);
   */
  imapUnordered<T, R, F extends boolean = false>(
    fn: (item: T) => R,
    items: Items<T>,
    options?: StreamOptions<F>,
  ): ResultIterator<Streamed<R, F>>;

  /**
   * As `imap`, with `fn(...tuple)` for each tuple of arguments. Not in CPython.
   *
   * @example
   * const pairs = new Map([['a', 1], ['b', 2]]);
   * for await (const text of pool.istarmap((k: string, n: number) => k.repeat(n), pairs)) console.log(text);
   */
  istarmap<A extends readonly unknown[], R, F extends boolean = false>(
    fn: (...args: A) => R,
    argTuples: Items<Readonly<A>>,
    options?: StreamOptions<F>,
  ): ResultIterator<Streamed<R, F>>;

  /**
   * As `istarmap`, in the order in which the results come. Not in CPython.
   *
   * @example
   * const pairs = new Map([['a', 1], ['b', 2]]);
   * const texts = pool.istarmapUnordered((k: string, n: number) => k.repeat(n), pairs);
   * for await (const text of texts) console.log(text);
   */
  istarmapUnordered<A extends readonly unknown[], R, F extends boolean = false>(
    fn: (...args: A) => R,
    argTuples: Items<Readonly<A>>,
    options?: StreamOptions<F>,
  ): ResultIterator<Streamed<R, F>>;
}
