/**
 * The part of a message for what has no form in bytes: one structured clone of all of it, read in the order
 * in which it was written.
 */
import { deserialize } from 'node:v8';
import { UnreadableList } from './unreadable.ts';

export class Remainder {
  readonly #entries: readonly unknown[] = [];
  #at = 0;
  readonly #failure: { readonly cause: unknown } | undefined;

  constructor(bytes: Buffer) {
    try {
      const entries: unknown = deserialize(bytes);
      if (!Array.isArray(entries)) throw new RangeError('the remainder of the message is no list');
      this.#entries = entries as unknown[];
    } catch (cause) {
      this.#failure = { cause };
    }
  }

  next(): unknown {
    if (this.#failure !== undefined) throw this.#failure.cause;
    if (this.#at >= this.#entries.length) throw new RangeError('the message lacks a value');
    this.#at += 1;
    return this.#entries[this.#at - 1];
  }

  /** The next entry as a list; it is known to have `length` items even if it cannot be read. */
  nextList(length: number): ArrayLike<unknown> {
    if (this.#failure !== undefined) return new UnreadableList(length, this.#failure.cause);
    const list = this.next();
    if (!Array.isArray(list) || list.length !== length)
      throw new RangeError(`the message lacks a list of ${length}`);
    return list as unknown[];
  }
}
