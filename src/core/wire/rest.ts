/**
 * The part of a frame for what could not be packed: one structured clone of all of it, read in the order
 * in which it was written.
 */
import { deserialize } from 'node:v8';
import { UnreadableList } from './unreadable.ts';

export class Rest {
  readonly #entries: unknown[] = [];
  #at = 0;
  readonly #failure: { readonly cause: unknown } | undefined;

  constructor(bytes?: Buffer) {
    if (bytes === undefined) return;
    try {
      this.#entries = deserialize(bytes) as unknown[];
    } catch (cause) {
      this.#failure = { cause };
    }
  }

  next(): unknown {
    if (this.#failure !== undefined) throw this.#failure.cause;
    if (this.#at >= this.#entries.length) throw new RangeError('the frame lacks a list');
    this.#at += 1;
    return this.#entries[this.#at - 1];
  }

  /** The next entry as a list; it is known to have `length` items even if it cannot be read. */
  nextList(length: number): ArrayLike<unknown> {
    if (this.#failure !== undefined) return new UnreadableList(length, this.#failure.cause);
    return this.next() as ArrayLike<unknown>;
  }
}

/** Of most messages, which are packed as a whole. */
export const NO_REST: Rest = new Rest();
