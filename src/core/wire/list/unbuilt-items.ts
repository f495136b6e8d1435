/**
 * Items of a chunk that came as columns, or as one flat list of arguments. A worker builds some of them at a time, just before they
 * run: then they die young, in memory that is in use anyway. Built all at once, each chunk would fill the heap, and the garbage collector
 * would have half of the worker's time.
 */
import { giveBack } from '../list-memory.ts';

/** Fewer are built at once. */
export const MANY_ITEMS = 1_000;

/** So many make some dozens of kB of objects. */
const BLOCK_ITEMS = 1_024;

/** Items, the first of which is at `from` in the chunk. */
export interface Block {
  readonly from: number;
  readonly items: ArrayLike<unknown>;
}

export class UnbuiltItems implements Iterable<unknown> {
  readonly length: number;
  /** Makes the items from position `from` to before `to`. */
  readonly build: (from: number, to: number) => unknown[];
  readonly #lists: readonly (ArrayLike<unknown> | UnbuiltItems)[];
  /** The one that was built last. */
  #block: Block = { from: 0, items: [] };

  /** @param build makes items out of `lists`, and keeps nothing of these in them */
  constructor(
    length: number,
    build: (from: number, to: number) => unknown[],
    lists: readonly (ArrayLike<unknown> | UnbuiltItems)[],
  ) {
    this.length = length;
    this.build = build;
    this.#lists = lists;
  }

  /** One like the first; nothing else is built. */
  first(): unknown {
    return this.build(0, 1)[0];
  }

  /** The item at `offset`: the same one again, as long as none of another block is asked for. */
  at(offset: number): unknown {
    const { from, items } = this.blockWith(offset);
    return items[offset - from];
  }

  /** A block that has the item at `offset`. */
  blockWith(offset: number): Block {
    const { from, items } = this.#block;
    if (offset < from || offset >= from + items.length) {
      const to = Math.min(offset + BLOCK_ITEMS, this.length);
      this.#block = { from: offset, items: this.build(offset, to) };
    }
    return this.#block;
  }

  /** All of them; the last that is asked for. */
  buildAll(): unknown[] {
    const items = this.build(0, this.length);
    this.giveBack();
    return items;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.build(0, this.length)[Symbol.iterator]();
  }

  /** No more of them are to be built: the memory that they came in is free. */
  giveBack(): void {
    for (const list of this.#lists) {
      if (list instanceof UnbuiltItems) list.giveBack();
      else giveBack(list);
    }
  }
}

/** What a list has from position `from` to before `to`, built if that is to be done; or all of it, if it is there. */
export function builtPart(
  list: ArrayLike<unknown> | UnbuiltItems,
  from: number,
  to: number,
): ArrayLike<unknown> {
  return list instanceof UnbuiltItems ? list.build(from, to) : list;
}

/** The list, with all that was to be built. */
export function built<L>(list: L | UnbuiltItems): L | unknown[] {
  return list instanceof UnbuiltItems ? list.buildAll() : list;
}

/** The list, built if that is done at once. */
export function builtIfFew<L>(list: L | UnbuiltItems): L | UnbuiltItems | unknown[] {
  return list instanceof UnbuiltItems && list.length >= MANY_ITEMS ? list : built(list);
}
