/**
 * A first-in-first-out queue with both ends open, every operation in constant time.
 *
 * `Array.shift` moves all elements (a queue of 200,000 takes 36 s to drain). This is a ring buffer: it
 * doubles when it is full and halves when it is less than a quarter full, so that a burst of a million
 * does not stay in memory for ever.
 */
export class Deque<T> {
  #ring: (T | undefined)[] = new Array<T | undefined>(MIN_CAPACITY);
  #head = 0;
  /** Nobody else writes it. A field and no getter: in a round trip it is asked for some ten times. */
  size = 0;

  push(item: T): void {
    if (this.size === this.#ring.length) this.#resize(this.#ring.length * 2);
    this.#ring[(this.#head + this.size) & (this.#ring.length - 1)] = item;
    this.size += 1;
  }

  unshift(item: T): void {
    if (this.size === this.#ring.length) this.#resize(this.#ring.length * 2);
    this.#head = (this.#head - 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = item;
    this.size += 1;
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#ring[this.#head];
    this.#ring[this.#head] = undefined; // or the ring would keep it from being collected
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.size -= 1;
    if (this.size * 4 < this.#ring.length && this.#ring.length > MIN_CAPACITY) {
      this.#resize(this.#ring.length / 2);
    }
    return item;
  }

  peek(): T | undefined {
    return this.#ring[this.#head];
  }

  peekLast(): T | undefined {
    return this.#ring[(this.#head + this.size - 1) & (this.#ring.length - 1)];
  }

  clear(): void {
    this.#ring = new Array<T | undefined>(MIN_CAPACITY);
    this.#head = 0;
    this.size = 0;
  }

  /** Takes out the first item that `isIt`, which is nearly always the first of all. */
  takeFirst(isIt: (item: T) => boolean): T | undefined {
    const mask = this.#ring.length - 1;
    for (let i = 0; i < this.size; i += 1) {
      const found = this.#ring[(this.#head + i) & mask] as T; // in range
      if (!isIt(found)) continue;
      for (let to = i; to > 0; to -= 1)
        this.#ring[(this.#head + to) & mask] = this.#ring[(this.#head + to - 1) & mask];
      this.shift();
      return found;
    }
    return undefined;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let i = 0; i < this.size; i += 1) {
      yield this.#ring[(this.#head + i) & (this.#ring.length - 1)] as T; // in range, so never empty
    }
  }

  #resize(capacity: number): void {
    const ring = new Array<T | undefined>(capacity);
    for (let i = 0; i < this.size; i += 1) {
      ring[i] = this.#ring[(this.#head + i) & (this.#ring.length - 1)];
    }
    this.#ring = ring;
    this.#head = 0;
  }
}

/** What of a list by id others may look at. */
export interface ById<T> {
  readonly size: number;
  /** What came first of what is here. */
  readonly first: T | undefined;
  /** What came last. */
  readonly last: T | undefined;
  get(id: number): T | undefined;
  keys(): Iterable<number>;
  values(): Iterable<T>;
}

/**
 * Items by their ids, in the order in which they came, which is nearly always that in which they go.
 *
 * A `Map` would do, but for V8's collector. Where items come and go, a Map makes itself a new table again and again, and each old
 * table knows the next. Once one of them is in the old part of the heap, all that follow are kept and moved there, with
 * the items that were in them, until the whole heap is collected: twenty times as much in a worker that runs tiny tasks.
 */
export class DequeById<T extends { readonly id: number }> extends Deque<T> implements ById<T> {
  get first(): T | undefined {
    return this.peek();
  }

  get last(): T | undefined {
    return this.peekLast();
  }

  get(id: number): T | undefined {
    const { first } = this;
    if (first === undefined || first.id === id) return first;
    for (const item of this) if (item.id === id) return item;
    return undefined;
  }

  /** Takes it out. */
  take(id: number): T | undefined {
    const { first } = this;
    if (first === undefined || first.id === id) return this.shift();
    return this.takeFirst((item) => item.id === id);
  }

  *keys(): Generator<number> {
    for (const { id } of this) yield id;
  }

  values(): Iterable<T> {
    return this;
  }
}

/** A power of two: indices wrap by a bit mask. */
const MIN_CAPACITY = 16;
