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
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: T): void {
    if (this.#size === this.#ring.length) this.#resize(this.#ring.length * 2);
    this.#ring[(this.#head + this.#size) & (this.#ring.length - 1)] = item;
    this.#size += 1;
  }

  unshift(item: T): void {
    if (this.#size === this.#ring.length) this.#resize(this.#ring.length * 2);
    this.#head = (this.#head - 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = item;
    this.#size += 1;
  }

  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#ring[this.#head];
    this.#ring[this.#head] = undefined; // or the ring would keep it from being collected
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#size -= 1;
    if (this.#size * 4 < this.#ring.length && this.#ring.length > MIN_CAPACITY) {
      this.#resize(this.#ring.length / 2);
    }
    return item;
  }

  peek(): T | undefined {
    return this.#ring[this.#head];
  }

  clear(): void {
    this.#ring = new Array<T | undefined>(MIN_CAPACITY);
    this.#head = 0;
    this.#size = 0;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let i = 0; i < this.#size; i += 1) {
      yield this.#ring[(this.#head + i) & (this.#ring.length - 1)] as T; // in range, so never empty
    }
  }

  #resize(capacity: number): void {
    const ring = new Array<T | undefined>(capacity);
    for (let i = 0; i < this.#size; i += 1) {
      ring[i] = this.#ring[(this.#head + i) & (this.#ring.length - 1)];
    }
    this.#ring = ring;
    this.#head = 0;
  }
}

/** A power of two: indices wrap by a bit mask. */
const MIN_CAPACITY = 16;
