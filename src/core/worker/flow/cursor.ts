/**
 * Where a `flatMap` is in what its function has returned: a loop can be left in the middle, to wait for a promise, and
 * taken up again by somebody else. Arrays are read by their indices, as `flatMap` of an array does.
 */
import { types } from 'node:util';
import { describeValue } from '../../base/describe.ts';
import { isObject } from '../../base/thenable.ts';

export class Cursor {
  value: unknown;
  readonly #list: readonly unknown[] | undefined;
  readonly #iterator: Iterator<unknown> | undefined;
  #at = 0;
  #isOver = false;

  constructor(list: Iterable<unknown>) {
    if (Array.isArray(list) && !types.isProxy(list)) this.#list = list;
    else this.#iterator = list[Symbol.iterator]();
  }

  /** Whether there is one more `value`. */
  next(): boolean {
    if (this.#list === undefined) return this.#step();
    if (this.#at >= this.#list.length) return false;
    this.value = this.#list[this.#at];
    this.#at += 1;
    return true;
  }

  /** Whoever leaves before the end lets the iterator clean up, as `break` does. */
  close(): void {
    if (this.#isOver || this.#iterator === undefined) return;
    this.#isOver = true;
    this.#iterator.return?.();
  }

  #step(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true; // if `next` throws, it is
    const result = this.#iterator?.next();
    if (result === undefined || result.done === true) return false;
    this.#isOver = false;
    this.value = result.value;
    return true;
  }
}

/** @throws TypeError if `list` is nothing that a flatMap may return; a text is none, as in JavaScript's iterators. */
export function openCursor(list: unknown): Cursor {
  if (isObject(list) && Symbol.iterator in list) return new Cursor(list as Iterable<unknown>);
  const what = describeValue(list);
  const hint =
    typeof list === 'string' ? ': return [text] for the text, or [...text] for its letters' : '';
  throw new TypeError(
    `the function of flatMap has to return an array or another iterable object, and this is ${what}${hint}`,
  );
}

/** Values that come one by one, each in its time. */
export function isAsyncList(list: unknown): list is AsyncIterable<unknown> {
  return isObject(list) && Symbol.asyncIterator in list && !(Symbol.iterator in list);
}
