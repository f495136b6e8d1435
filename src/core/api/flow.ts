/**
 * What `pool.from` returns: a chain of stages that run together where the items are, and an end that begins it.
 *
 *    pool.from(items).map(f).filter(g).sum()
 *
 *    this process   items ── chunks ──►  a worker   for each item: f, g, add   ──►  one number a chunk   ──► their sum
 *
 * A chain is immutable and does nothing by itself: each stage makes another chain, each end begins a call of its own.
 */
import type { StageKind } from '../base/chain.ts';
import { checkFunction } from '../base/check.ts';
import type { AnyFunction } from '../codec/function/task.ts';
import { type EndCall, type FlowSource, flow, fold, type NamedStage } from './flow-call.ts';
import {
  ADDING,
  FINDING,
  folding,
  grouping,
  type Join,
  LISTING,
  type MakePartials,
  reducing,
  TESTING,
} from './flow-joins.ts';
import type { ResultIterator } from './result-iterator.ts';

/**
 * Several values, as the function of `flatMap` returns them. A text is none, though it can be iterated.
 *
 * @example
 * const words = (line: string): Several<string> => line.split(' ');
 * console.log(await pool.from(['a b', 'c']).flatMap(words).count()); // 3
 */
export type Several<R> = (Iterable<R> | AsyncIterable<R>) & object;

/**
 * What values can be counted and grouped by: a copy of an object would be another key.
 *
 * @example
 * const keyOf = (x: number): Key => x % 2 === 0;
 * console.log(await pool.from([1, 2, 3]).countBy(keyOf)); // Map(2) { false => 2, true => 1 }
 */
export type Key = string | number | bigint | boolean | null | undefined;

let make: <T>(source: FlowSource, stages: readonly NamedStage[]) => Flow<T>;

/**
 * A chain of stages over items, for the workers of a pool. Nothing runs before an end is called, and nothing but the items
 * and what a chunk of them comes to is sent. Functions are captured when the end is called; those of `map`, `filter`,
 * `flatMap`, the tests and the keys may be async: items of a chunk are awaited one after another. Each gets one argument.
 *
 * The first error ends the call: it rejects, what has not started is dropped, the source is closed. Pools make chains,
 * nobody else can.
 *
 * @example
 * const primes = pool.from(range(2, 100_000)).filter((n: number) => {
 *   for (let d = 2; d * d <= n; d += 1) if (n % d === 0) return false;
 *   return true;
 * });
 * console.log(await primes.count(), await primes.find((n) => n > 1000)); // 9592 1009
 */
export class Flow<T> implements AsyncIterable<T> {
  static {
    make = (source, stages) => new Flow(source, stages);
  }

  readonly #source: FlowSource;
  readonly #stages: readonly NamedStage[];

  private constructor(source: FlowSource, stages: readonly NamedStage[]) {
    this.#source = source;
    this.#stages = stages;
  }

  /**
   * `fn(value)` in place of each value.
   *
   * @throws OptionError if `fn` is no function
   * @example
   * const squares = await pool.from([1, 2, 3]).map((x) => x * x).toArray(); // [1, 4, 9]
   */
  map<R>(fn: (value: T) => R): Flow<Awaited<R>> {
    return this.#with('map', fn);
  }

  /**
   * Only the values that pass `test`.
   *
   * @throws OptionError if `test` is no function
   * @example
   * const even = await pool.from([1, 2, 3, 4]).filter((x) => x % 2 === 0).toArray(); // [2, 4]
   */
  filter<S extends T>(test: (value: T) => value is S): Flow<S>;
  filter(test: (value: T) => unknown): Flow<T>;
  filter(test: (value: T) => unknown): Flow<T> {
    return this.#with('filter', test);
  }

  /**
   * All values of what `fn(value)` returns, in its place: an array, or anything else that can be iterated.
   *
   * @throws OptionError if `fn` is no function
   * @example
   * const words = await pool.from(['a b', 'c']).flatMap((line) => line.split(' ')).toArray(); // ['a', 'b', 'c']
   */
  flatMap<R>(fn: (value: T) => Several<R> | PromiseLike<Several<R>>): Flow<R> {
    return this.#with('flatMap', fn);
  }

  /**
   * One value out of all, by `fn(before, value)`, which has to be associative: chunks are reduced by themselves, and what
   * they come to is reduced in their order, here. `fn` must not be async.
   *
   * @param initial counts once, before the first value; default: none
   * @throws what `fn` or a stage throws · TypeError if there are no values and no `initial`
   * @example
   * const longest = await pool.from(['a', 'ccc', 'bb']).reduce((a, b) => (b.length > a.length ? b : a)); // 'ccc'
   */
  reduce(fn: (before: T, value: T) => T, ...initial: readonly [initial?: T]): Promise<T> {
    const start = initial.length === 0 ? undefined : { value: initial[0] };
    const end = { method: this.reduce, kind: 'reduce', fns: { fn } } as const;
    return this.#fold(end, reducing(fn as Join, start));
  }

  /**
   * As `reduce`, into a value of another kind: `init()` makes one for each chunk, in the worker; `step(all, value)` adds a
   * value to it, and may change it; `combine(all, others)` joins those of two chunks, in their order, here.
   * `combine(init(), all)` has to equal `all`. None of them must be async.
   *
   * @throws what they or a stage throw
   * @example
   * const letters = await pool.from(['ab', 'bc']).fold(
   *   () => new Set<string>(),
   *   (all, text) => { for (const letter of text) all.add(letter); return all; },
   *   (all, others) => new Set([...all, ...others]),
   * ); // Set { 'a', 'b', 'c' }
   */
  fold<A>(
    init: () => A,
    step: (all: A, value: T) => A,
    combine: (all: A, others: A) => A,
  ): Promise<A> {
    const end = {
      method: this.fold,
      kind: 'fold',
      fns: { init, step },
      own: { combine },
    } as const;
    return this.#fold(end, folding(init, combine as Join));
  }

  /**
   * A `fold` for each key: the values of which `key(value)` is the same.
   *
   * @throws as `fold` · TypeError for a key that is an object
   * @example
   * const bytes = await pool.from(['a.js', 'b.ts', 'ccc.js']).foldBy(
   *   (name) => name.slice(-3), () => 0, (sum, name) => sum + name.length, (a, b) => a + b,
   * ); // Map { '.js' => 10, '.ts' => 4 }
   */
  foldBy<K extends Key, A>(
    key: (value: T) => K | PromiseLike<K>,
    init: () => A,
    step: (all: A, value: T) => A,
    combine: (all: A, others: A) => A,
  ): Promise<Map<K, A>> {
    const keyed = this.#with('key', key, 'foldBy');
    const end = {
      method: this.foldBy,
      kind: 'keyed',
      fns: { init, step },
      own: { combine },
    } as const;
    return keyed.#fold(end, grouping(combine as Join));
  }

  /**
   * How many values have each key, in the order in which the keys first came.
   *
   * @throws as `foldBy`
   * @example
   * const counts = await pool.from(['a', 'b', 'a']).countBy((x) => x); // Map { 'a' => 2, 'b' => 1 }
   */
  countBy<K extends Key>(key: (value: T) => K | PromiseLike<K>): Promise<Map<K, number>> {
    const keys = this.#with('map', key, 'countBy');
    const add = (a: unknown, b: unknown): number => (a as number) + (b as number);
    return keys.#fold({ method: this.countBy, kind: 'counts' }, grouping(add));
  }

  /**
   * How many values there are.
   *
   * @example
   * const count = await pool.from(['a', '', 'b']).filter((x) => x !== '').count(); // 2
   */
  count(): Promise<number> {
    return this.#fold({ method: this.count, kind: 'count' }, ADDING);
  }

  /**
   * The sum of the values, which have to be numbers. How one of fractions is rounded depends on where chunks begin: a
   * fixed `chunkSize` makes it repeatable.
   *
   * @throws TypeError for a value that is no number
   * @example
   * const sum = await pool.from(range(1000)).sum(); // 499500
   */
  sum(this: Flow<number>): Promise<number> {
    return this.#fold({ method: this.sum, kind: 'sum' }, ADDING);
  }

  /**
   * The first value, in the order of the items, that passes `test`; `undefined` if there is none. What has not started by
   * then is dropped.
   *
   * @example
   * const found = await pool.from(range(1e9)).find((x) => x * x > 50); // 8
   */
  find<S extends T>(test: (value: T) => value is S): Promise<S | undefined>;
  find(test: (value: T) => unknown): Promise<T | undefined>;
  find(test: (value: T) => unknown): Promise<T | undefined> {
    const found = this.#with('filter', test, 'find');
    return found.#fold({ method: this.find, kind: 'first' }, FINDING);
  }

  /**
   * Whether a value passes `test`. The first one that does ends the call.
   *
   * @example
   * const hasNegative = await pool.from([1, -2, 3]).some((x) => x < 0); // true
   */
  some(test: (value: T) => unknown): Promise<boolean> {
    const passed = this.#with('filter', test, 'some');
    return passed.#fold({ method: this.some, kind: 'any' }, TESTING);
  }

  /**
   * Whether all values pass `test`. The first one that does not ends the call.
   *
   * @example
   * const arePositive = await pool.from([1, -2, 3]).every((x) => x > 0); // false
   */
  async every(test: (value: T) => unknown): Promise<boolean> {
    const failed = this.#with('reject', test, 'every');
    return !(await failed.#fold<boolean>({ method: this.every, kind: 'any' }, TESTING));
  }

  /**
   * Calls `fn(value)` for each value, in the workers; what it returns is awaited and dropped.
   *
   * @example
   * await pool.from(['a', 'b']).forEach((name) => console.log(name)); // printed by the workers
   */
  async forEach(fn: (value: T) => unknown): Promise<void> {
    const called = this.#with('map', fn, 'forEach');
    await called.#fold({ method: this.forEach, kind: 'count' }, ADDING);
  }

  /**
   * All values, in the order of the items.
   *
   * @example
   * const words = await pool.from(['a b', 'c']).flatMap((line) => line.split(' ')).toArray(); // ['a', 'b', 'c']
   */
  toArray(): Promise<T[]> {
    return this.#fold({ method: this.toArray, kind: 'list' }, LISTING);
  }

  /** The values one by one, as `imap` has them: read only as far ahead as `bufferSize` allows. */
  [Symbol.asyncIterator](): ResultIterator<T> {
    const end = { kind: 'list', method: this[Symbol.asyncIterator] } as const;
    return flow<T>({ source: this.#source, stages: this.#stages, end });
  }

  #with<R>(kind: StageKind, fn: unknown, method: string = kind): Flow<R> {
    checkFunction('the function', fn);
    return make<R>(this.#source, [...this.#stages, { method, kind, fn: fn as AnyFunction }]);
  }

  async #fold<R>(end: EndCall, makePartials: MakePartials): Promise<R> {
    const call = { source: this.#source, stages: this.#stages, end };
    return (await fold(call, makePartials)) as R; // what stages and end make: types cannot follow it there
  }
}

/** For the pool: a chain that begins with `source`. */
export function beginFlow<T>(source: FlowSource): Flow<T> {
  return make(source, []);
}
