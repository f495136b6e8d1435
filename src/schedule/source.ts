/** One way to read items from whatever can be iterated, at once where that is possible. */

export type Items<T> = Iterable<T> | AsyncIterable<T>;

/** What reading the next item gave. */
export type Reading =
  | { readonly kind: 'item'; readonly item: unknown }
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly error: unknown };

/** Whether reading `items` takes promises. A string can be iterated, but `in` refuses it. */
export function isAsync<T>(items: Items<T>): items is AsyncIterable<T> {
  return Symbol.asyncIterator in Object(items);
}

/** Reads `items` one by one. What the source throws is a reading, never thrown here. */
export class Source {
  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  #startError: { readonly error: unknown } | undefined;
  #isOver = false;
  #isReading = false;

  constructor(items: Items<unknown>) {
    try {
      this.#iterator = isAsync(items) ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    } catch (error) {
      this.#startError = { error };
    }
  }

  /** The next reading, as a promise only if the source needs one. Not to be called while reading. */
  read(): Reading | Promise<Reading> {
    if (this.#isOver || this.#iterator === undefined) return this.#end();
    try {
      const next = this.#iterator.next();
      return isPromiseLike(next) ? this.#readLater(next) : this.#read(next);
    } catch (error) {
      return this.#fail(error);
    }
  }

  /**
   * Lets the source clean up (its `finally` runs). A source that is just working on an item is asked
   * as well, but not waited for: an item that never comes must not hold up whoever closes.
   */
  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    const closing = this.#iterator?.return?.();
    if (!this.#isReading) await closing;
    else if (closing instanceof Promise) closing.catch(() => {}); // nobody is left to be told
  }

  async #readLater(next: PromiseLike<IteratorResult<unknown>>): Promise<Reading> {
    this.#isReading = true;
    try {
      return this.#read(await next);
    } catch (error) {
      return this.#fail(error);
    } finally {
      this.#isReading = false;
    }
  }

  #read(result: IteratorResult<unknown>): Reading {
    if (result.done !== true) return { kind: 'item', item: result.value };
    this.#isOver = true;
    return { kind: 'end' };
  }

  #end(): Reading {
    const failed = this.#startError;
    this.#startError = undefined;
    return failed === undefined ? { kind: 'end' } : this.#fail(failed.error);
  }

  #fail(error: unknown): Reading {
    this.#isOver = true;
    return { kind: 'error', error };
  }
}

function isPromiseLike<T extends object>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return 'then' in value && typeof value.then === 'function';
}
