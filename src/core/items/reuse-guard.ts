/**
 * For sources that give one object again and again, with other content each time (a parser's record, a buffer that is
 * read into): each item is what it was when it was given.
 *
 *    given   record {n: 1}   record {n: 2}   different object
 *    sent    copy of 1       copy of 2       the object itself
 *
 * To know it, the first object of a source is copied before the next is asked for; if the next is another one, that was
 * the only copy. Whoever begins to reuse objects later, or takes turns with several, is not found out: items are read
 * when they are sent.
 */
import { types } from 'node:util';
import { bytesOfValue, valueOfBytes } from '../base/value-bytes.ts';

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
      this.#first = copyOf(item);
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
    return (copyOf(item) ?? { copy: item }).copy;
  }
}

/** Instances of classes are left alone: a copy would be none of them. So is what would have to run a getter. */
function copyOf(item: object): { readonly copy: unknown } | undefined {
  if (!isPlain(item)) return undefined;
  try {
    return { copy: valueOfBytes(bytesOfValue(item, 'thread')) };
  } catch {
    return undefined; // whoever sends it will say why
  }
}

function isPlain(item: object): boolean {
  if (types.isProxy(item)) return false;
  if (ArrayBuffer.isView(item) || types.isArrayBuffer(item)) return true;
  const prototype: unknown = Object.getPrototypeOf(item);
  if (Array.isArray(item)) return prototype === Array.prototype;
  return prototype === Object.prototype && !Object.keys(item).some((key) => hasGetter(item, key));
}

function hasGetter(object: object, key: string): boolean {
  return Object.getOwnPropertyDescriptor(object, key)?.get !== undefined;
}
