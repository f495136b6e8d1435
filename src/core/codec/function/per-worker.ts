/**
 * Values that each process and each thread makes for itself: a schema, a parser, a connection. What travels
 * is the function that makes the value, never the value.
 *
 *   perWorker(make) ──► get     home: get() calls make once
 *        ┊ { id, make }         a worker: the same id is the same getter, with a value of its own
 *
 * The mark on the getter is a registered symbol, so that two copies of this package know each other's.
 * Used on both sides, so it brings nothing along that a worker would have to load.
 */
import { checkFunction } from '../../base/check.ts';
import { LruCache } from '../../base/lru-cache.ts';

/** What a getter says of itself under `PER_WORKER`. */
export interface PerWorkerMark {
  /** The same wherever the getter has travelled to. */
  readonly id: string;
  readonly make: () => unknown;
}

const PER_WORKER: unique symbol = Symbol.for('manyhands.perWorker');

/** Ids of several programs meet where a worker has a pool of its own. */
const PROGRAM = Math.random().toString(36).slice(2);
let last = 0;

/** An id that no other value has, neither here nor in any program that a worker hears of. */
export function nextPerWorkerId(): string {
  last += 1;
  return `${PROGRAM}.${last}`;
}

/**
 * A value that cannot be copied to a worker, but can be made there: returns a function that makes it at the
 * first call and gives the same value from then on, once in each process or thread that calls it. A pool
 * sends `make` with what it captures, and never the value, whether it has been made here already or not.
 *
 * A promise that `make` returns is kept as it is, unless it rejects: then the next call makes another one. What
 * `make` throws is not kept either.
 *
 * @param make makes the value; it may be async
 * @returns the function that gives the value. Functions that are sent to a pool capture it or are it; inside an
 *   argument no function can travel.
 * @throws OptionError if `make` is no function
 * @example
 * const words = perWorker(() => new Intl.Segmenter('en', { granularity: 'word' }));
 * await using pool = new Pool(2);
 * const counts = await pool.map((text: string) => [...words().segment(text)].length, ['a b', 'c']); // [3, 1]
 */
export function perWorker<T>(make: () => T): () => T {
  checkFunction('the function that makes a value per worker', make);
  return makeGetter({ id: nextPerWorkerId(), make }) as () => T; // it returns what `make` does
}

/** What `perWorker` of this or of another copy of the package made this function from, if it did. */
export function findPerWorker(fn: object): PerWorkerMark | undefined {
  const mark: unknown = Object.getOwnPropertyDescriptor(fn, PER_WORKER)?.value;
  if (typeof mark !== 'object' || mark === null) return undefined;
  const { id, make } = mark as Partial<PerWorkerMark>; // checked right here
  return typeof id === 'string' && typeof make === 'function' ? { id, make } : undefined;
}

/** Here too a getter that comes back is itself: workers of the inline transport are in this process. */
export function rememberGetter(id: string, getter: object): void {
  known.set(id, new WeakRef(getter));
}

/** The getter of that id in this process or thread, made from `make` if this is the first that is heard of it. */
export function getterOf(id: string, make: () => () => unknown): () => unknown {
  const getter = received.get(id) ?? known.get(id)?.deref();
  if (getter !== undefined) return getter as () => unknown;
  const made = makeGetter({ id, make: make() });
  received.set(id, made);
  return made;
}

/** Functions that are sent again and again keep their values; only those long unused are made anew. */
const GETTERS_LIMIT = 1000;
const received = new LruCache<string, object>(GETTERS_LIMIT);
const known = new LruCache<string, WeakRef<object>>(GETTERS_LIMIT);

function makeGetter(mark: PerWorkerMark): () => unknown {
  let made: { readonly value: unknown } | undefined;
  const getter = (): unknown => {
    if (made !== undefined) return made.value;
    const value = mark.make();
    made = { value };
    // Only promises of the language: to call another `then` may begin what nobody has asked for.
    if (value instanceof Promise) value.catch(() => (made = undefined));
    return value;
  };
  Object.defineProperty(getter, PER_WORKER, { value: mark });
  Object.defineProperty(getter, 'name', { value: mark.make.name || 'perWorker' });
  return getter;
}
