/**
 * One way to read items from whatever can be iterated, at once where that is possible.
 *
 * The source's code runs in the async context of the call that it was given to, whoever's turn it is
 * when an item is wanted, and it never has this thread for long: a source that has worked for a while
 * is read again in another turn of the event loop, so that everybody else's news come through.
 */
import { AsyncResource } from 'node:async_hooks';
import { setImmediate } from '../base/node-turns.ts';
import { describeValue } from '../base/describe.ts';
import { isObject, isThenable } from '../base/thenable.ts';
import { ReuseGuard } from './reuse-guard.ts';
import { type Items, type OpenIterator, openIterator } from './open-iterator.ts';

/** What reading the next item gave. */
export type Reading =
  | { readonly kind: 'item'; readonly item: unknown }
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly error: unknown };

const END: Reading = { kind: 'end' };

/** So long may a source be read, in ms, before others have their turn. */
const TURN_MS = 5;
/** And so many items may it give: each makes work here, too. */
const TURN_ITEMS = 256;

/** Reads `items` one by one. What the source throws is a reading, never thrown here. */
export class Source {
  readonly #context = new AsyncResource('manyhands.Source');
  readonly #open: OpenIterator | undefined;
  readonly #toOwn: ((item: unknown) => unknown) | undefined;
  #startError: { readonly error: unknown } | undefined;
  /**
   * When this turn began, by the clock that is read fastest: 20 ns of each item's time, where
   * `performance.now()` takes 70. If it is set back, the number of items is still a bound.
   */
  #turnBeganAtMs = Date.now();
  #given = 0;
  #isOver = false;
  /** The source's own code is on the stack. */
  #isInside = false;
  /** The source has promised an item. */
  #isWaiting = false;

  /** `toOwn` makes of each item what is kept of it; what it throws is thrown by the source. */
  constructor(items: Items<unknown>, toOwn?: (item: unknown) => unknown) {
    this.#toOwn = toOwn;
    try {
      this.#open = openIterator(items);
    } catch (error) {
      this.#startError = { error };
    }
  }

  /** The next reading, as a promise only if the source needs one. Not to be called while reading. */
  read(): Reading | Promise<Reading> {
    if (this.#isOver || this.#open === undefined) return this.#end();
    const isTurnOver = this.#given === TURN_ITEMS || Date.now() - this.#turnBeganAtMs > TURN_MS;
    if (isTurnOver) return this.#readNextTurn();
    this.#given += 1;
    const { iterator } = this.#open;
    try {
      const next = this.#inside(() => iterator.next());
      return isThenable(next) ? this.#readLater(next) : this.#read(next);
    } catch (error) {
      return this.#fail(error);
    }
  }

  /**
   * Lets the source clean up (its `finally` runs). A source that is waiting for an item is asked as
   * well, but not waited for: an item that never comes must not hold up whoever closes.
   */
  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    // A generator cannot be closed from its own body: it is when it has come to its next `yield`.
    if (this.#isInside) return;
    const closing = this.#return();
    if (!this.#isWaiting) {
      await closing;
      return;
    }
    closing.catch(() => {}); // nobody is left to be told
    this.#open?.stopWaiting();
  }

  async #readNextTurn(): Promise<Reading> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#turnBeganAtMs = Date.now();
    this.#given = 0;
    return await this.read();
  }

  async #readLater(next: PromiseLike<IteratorResult<unknown>>): Promise<Reading> {
    this.#isWaiting = true;
    try {
      return this.#read(await next);
    } catch (error) {
      return this.#fail(error);
    } finally {
      this.#isWaiting = false;
    }
  }

  #inside<T>(call: () => T): T {
    this.#isInside = true;
    const wasOver = this.#isOver;
    try {
      return this.#context.runInAsyncScope(call);
    } finally {
      this.#isInside = false;
      if (this.#isOver && !wasOver) this.#return().catch(() => {}); // closed by its own code
    }
  }

  async #return(): Promise<void> {
    const iterator = this.#open?.iterator;
    await this.#context.runInAsyncScope(() => iterator?.return?.());
  }

  #read(result: IteratorResult<unknown>): Reading {
    checkResult(result);
    if (result.done === true) {
      this.#isOver = true;
      return END;
    }
    const item = result.value;
    return { kind: 'item', item: this.#toOwn === undefined ? item : this.#toOwn(item) };
  }

  #end(): Reading {
    const failed = this.#startError;
    this.#startError = undefined;
    return failed === undefined ? END : this.#fail(failed.error);
  }

  #fail(error: unknown): Reading {
    this.#isOver = true;
    return { kind: 'error', error };
  }
}

/** As a loop of the language's does: `done` of a number is never true, and such a source would never end. */
function checkResult(result: unknown): void {
  if (isObject(result)) return;
  const what = describeValue(result);
  throw new TypeError(`next() of the items returned ${what}, and not an object { done, value }`);
}

/** Who wants all items, and may stop to want them. */
export interface Wanting {
  readonly isOver: boolean;
  onceOver(action: () => void): void;
}

/** Reads all items, or until nobody wants them, which closes their source. Rejects with what the source throws. */
export async function readAll(given: Items<unknown>, reader: Wanting): Promise<unknown[]> {
  const source = new Source(given);
  reader.onceOver(() => {
    source.close().catch(() => {}); // whoever no longer wants them has had an answer
  });
  const items: unknown[] = [];
  const guard = new ReuseGuard();
  let reading = await source.read();
  while (reading.kind === 'item' && !reader.isOver) {
    const own = guard.admit(reading.item, (before) => {
      items[items.length - 1] = before;
    });
    items.push(own);
    reading = await source.read();
  }
  if (reading.kind === 'error') throw reading.error;
  return items;
}
