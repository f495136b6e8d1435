/** Sources that tell how far they were read, and whether they were closed. */

/** Items that count who takes them. `closed` counts how often the source has cleaned up. */
export class Observed<T> {
  pulled = 0;
  closed = 0;
  readonly #items: Iterable<T>;

  constructor(items: Iterable<T>) {
    this.#items = items;
  }

  *sync(): Generator<T, void, undefined> {
    try {
      for (const item of this.#items) {
        this.pulled += 1;
        yield item;
      }
    } finally {
      this.closed += 1;
    }
  }

  async *async(): AsyncGenerator<T, void, undefined> {
    try {
      for (const item of this.#items) {
        this.pulled += 1;
        yield item;
      }
    } finally {
      this.closed += 1;
    }
  }
}

/** 0, 1, 2 … without an end. */
export function* naturals(): Generator<number, never, undefined> {
  for (let n = 0; ; n += 1) yield n;
}

export function range(end: number): number[] {
  return Array.from({ length: end }, (_, n) => n);
}

/** A source that gives some items and then waits for ever. Knows whether it was told to stop. */
export class Stalling<T> implements AsyncIterable<T>, AsyncIterator<T, undefined> {
  returned = 0;
  readonly #items: T[];

  constructor(items: readonly T[]) {
    this.#items = [...items];
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#items.shift();
    if (item !== undefined) return { done: false, value: item };
    return await new Promise(() => {});
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.returned += 1;
    return { done: true, value: undefined };
  }
}

/**
 * Watches a source and the readers of its results, and knows by how much the source was ever ahead of
 * what it may be: items pulled beyond those consumed, one per waiting reader, and the buffer.
 */
export class Lead {
  pulled = 0;
  /** The largest seen; 0 means that the source was read exactly as far as it may be. */
  excess = Number.NEGATIVE_INFINITY;
  readonly #bufferSize: number;
  #consumed = 0;
  #waiting = 0;

  constructor(bufferSize: number) {
    this.#bufferSize = bufferSize;
  }

  *watch<T>(items: Iterable<T>): Generator<T, void, undefined> {
    for (const item of items) {
      this.#count();
      yield item;
    }
  }

  async *watchLater<T>(items: Iterable<T>): AsyncGenerator<T, void, undefined> {
    for (const item of items) {
      this.#count();
      yield item;
    }
  }

  /** `results.next()`, counted as waiting until it is settled and as consumed from then on. */
  async next<T>(results: AsyncIterator<T, undefined>): Promise<IteratorResult<T, undefined>> {
    this.#waiting += 1;
    try {
      return await results.next();
    } finally {
      this.#waiting -= 1;
      this.#consumed += 1;
    }
  }

  #count(): void {
    this.pulled += 1;
    const allowed = this.#consumed + this.#waiting + this.#bufferSize;
    this.excess = Math.max(this.excess, this.pulled - allowed);
  }
}
