/** Items that were read from a source and wait until there are enough of them for a chunk. */
import { setImmediate } from '../base/node-turns.ts';

export class PartialChunk {
  #items: unknown[] = [];
  /** The list that the latest item is in; a chunk may have taken it. */
  #latest: unknown[] = this.#items;
  #isWatched = false;

  get size(): number {
    return this.#items.length;
  }

  add(item: unknown): void {
    this.#items.push(item);
    this.#latest = this.#items;
  }

  /** Exchanges the item that was added last, wherever it is now; once it has been sent that changes nothing. */
  replaceLatest(item: unknown): void {
    if (this.#latest.length > 0) this.#latest[this.#latest.length - 1] = item;
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
