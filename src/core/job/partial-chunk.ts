/** Items that were read from a source and wait until there are enough of them for a chunk. */
import { setImmediate } from 'node:timers';

export class PartialChunk {
  #items: unknown[] = [];
  #isWatched = false;

  get size(): number {
    return this.#items.length;
  }

  add(item: unknown): void {
    this.#items.push(item);
  }

  /** All of them; it is empty then. */
  take(): unknown[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  /** Calls `onStall` if items are here and a whole turn of the event loop has brought no more. */
  watch(onStall: () => void): void {
    if (this.#isWatched || this.#items.length === 0) return;
    this.#isWatched = true;
    const before = this.#items;
    const count = before.length;
    setImmediate(() => {
      this.#isWatched = false;
      if (this.#items === before && this.#items.length === count) onStall();
      else this.watch(onStall); // the source gave something meanwhile; and now?
    });
  }
}
