/**
 * For sources that give one object again and again, with other content each time (a parser's record, a buffer that is
 * read into): each item is what it was when it was given.
 *
 *    given   record {n: 1}   record {n: 2}   different object
 *    sent    copy of 1       copy of 2       the object itself
 *
 * To know it, the first object of a source is copied before the next is asked for; if the next is another one, that was
 * the only copy. Whoever begins to reuse objects later, or takes turns with several, is not found out: items are read
 * when they are sent. So are those that are more than data: a copy would have to run their getters, or lose their class.
 */
import { copyPlain } from './plain-copy.ts';

export class ReuseGuard {
  #last: object | undefined;
  /** Of the first object, until it is known whether it is the only one. */
  #first: { readonly copy: unknown } | undefined;
  #isReused: boolean | undefined;

  /** What to take for `item`. If the source turns out to reuse the item before, `replace` is given what that was. */
  admit(item: unknown, replace: (before: unknown) => void): unknown {
    if (this.#isReused === false || typeof item !== 'object' || item === null) return item;
    if (this.#last === undefined) {
      this.#last = item;
      this.#first = copyPlain(item);
      this.#isReused = this.#first === undefined ? false : undefined;
      return item;
    }
    if (item !== this.#last) {
      this.#isReused ??= false;
      return item;
    }
    if (this.#isReused === undefined) replace(this.#first?.copy);
    this.#isReused = true;
    this.#first = undefined;
    return (copyPlain(item) ?? { copy: item }).copy;
  }
}
