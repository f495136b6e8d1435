/**
 * Where the items of a chain come from, a chunk's worth at a time:
 *
 *    ListIntake     all of them are here: an array, a range, a set
 *    SourceIntake   they are read as they are wanted, and may never end
 */
import { type AllItems, isAsyncIterable, readNow } from '../items/read-items.ts';
import type { Items } from '../items/open-iterator.ts';
import { ReuseGuard } from '../items/reuse-guard.ts';
import { type Reading, Source } from '../items/source.ts';
import { NumberRange } from '../wire/list/number-range.ts';
import { isPackedNumbers } from '../wire/list/numbers.ts';
import type { ItemList } from './chunk.ts';
import type { SizeBounds, Trust } from './chunk-size.ts';
import { PartialChunk } from './partial-chunk.ts';

export interface Intake {
  /** How many items there are left, if that is known. */
  readonly remaining: number | undefined;
  /** No more will come. */
  readonly isAtEnd: boolean;
  /** What the source has thrown; then it is at its end. */
  readonly failure: { readonly error: unknown } | undefined;
  readonly bounds: SizeBounds;
  /** The next items, if `size` of them are here, or all that come for the moment. */
  take(size: number): ItemList | undefined;
  /** Nobody takes what was read and is here; the answer is how many items that are. */
  drop(): number;
  /** Settles when the source has cleaned up. */
  close(): Promise<void>;
}

export interface IntakeOptions {
  /** Called when there is something to take where there was nothing. */
  readonly onMore: () => void;
  /** Whether items need not wait for others that the source lets wait. */
  readonly mayGiveFewer: boolean;
}

/** @throws what the items of a list throw */
export function openIntake(items: Items<unknown>, options: IntakeOptions): Intake {
  if (isAsyncIterable(items) || !isList(items)) return new SourceIntake(items, options);
  return new ListIntake(readNow(items));
}

/** Whether it is all there: to read it takes no time, and comes to an end. */
function isList(items: Iterable<unknown>): boolean {
  return (
    typeof items === 'string' ||
    Array.isArray(items) ||
    ArrayBuffer.isView(items) ||
    items instanceof NumberRange ||
    items instanceof Set ||
    items instanceof Map
  );
}

/** An item may be done in a nanosecond. */
const MIN_ITEM_MS = 1e-6;
/**
 * Too large a chunk is handed back in time, so a single slow one, which mostly is a pause of the worker, changes nothing; and the
 * first ones are slow because the loop has yet to be compiled.
 */
const TRUST: Trust = { fasterShare: 0.7, slowerNeeds: 2 };
/** Where a sixteenth of a chunk's time is left, it is not shared out any more: each chunk has a cost of its own. */
const LEAST_SHARE = 1 / 16;
const COMMON = { minItemMs: MIN_ITEM_MS, trust: TRUST, leastShare: LEAST_SHARE };
const FIRST = 512;
/** A chunk of numbers is a megabyte at most; of a range there is nothing to send, and the time alone is a bound. */
const MAX_NUMBERS = 1 << 17;
const MAX_OF_RANGE = 1 << 24;
/** Of texts and objects, whose bytes are not known. */
const MAX_OTHERS = 1 << 12;

class ListIntake implements Intake {
  readonly failure = undefined;
  readonly bounds: SizeBounds;
  readonly #items: AllItems;
  #next = 0;

  constructor(items: AllItems) {
    this.#items = items;
    this.bounds = { first: FIRST, most: mostOf(items), ...COMMON };
  }

  get remaining(): number {
    return this.#items.length - this.#next;
  }

  get isAtEnd(): boolean {
    return this.remaining === 0;
  }

  take(size: number): ItemList | undefined {
    const from = this.#next;
    const to = Math.min(from + size, this.#items.length);
    this.#next = to;
    return from === to ? undefined : this.#cut(from, to);
  }

  drop(): number {
    return 0; // they are the caller's, and not read one by one
  }

  async close(): Promise<void> {
    this.#next = this.#items.length;
  }

  /** Items to send; after that the chunk alone keeps them. */
  #cut(from: number, to: number): ItemList {
    if (isPackedNumbers(this.#items)) return this.#items.subarray(from, to);
    const items = this.#items.slice(from, to);
    if (Array.isArray(this.#items)) this.#items.fill(undefined, from, to);
    return items;
  }
}

function mostOf(items: AllItems): number {
  if (items instanceof NumberRange) return MAX_OF_RANGE;
  return isPackedNumbers(items) ? MAX_NUMBERS : MAX_OTHERS;
}

class SourceIntake implements Intake {
  /** It may be slow, and so may its items be. */
  readonly bounds: SizeBounds = {
    first: 1,
    most: MAX_OTHERS,
    ...COMMON,
  };
  readonly #source: Source;
  readonly #options: IntakeOptions;
  readonly #guard = new ReuseGuard();
  readonly #partial = new PartialChunk();
  #state: 'open' | 'reading' | 'ended' = 'open';
  /** The source lets us wait, and what is here has waited for a while. */
  #isStalled = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(items: Items<unknown>, options: IntakeOptions) {
    this.#source = new Source(items);
    this.#options = options;
  }

  get remaining(): undefined {
    return undefined;
  }

  get isAtEnd(): boolean {
    return this.#state === 'ended' && this.#partial.size === 0;
  }

  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  take(size: number): ItemList | undefined {
    while (this.#state === 'open' && this.#partial.size < size) {
      const reading = this.#source.read();
      if (reading instanceof Promise) this.#wait(reading);
      else this.#accept(reading);
    }
    const isWaiting = this.#state === 'reading' && this.#partial.size < size && !this.#isStalled;
    if (isWaiting || this.#partial.size === 0) return undefined;
    this.#isStalled = false;
    return this.#partial.take();
  }

  drop(): number {
    return this.#partial.take().length;
  }

  async close(): Promise<void> {
    this.#state = 'ended';
    this.drop();
    await this.#source.close();
  }

  #wait(reading: Promise<Reading>): void {
    this.#state = 'reading';
    void reading.then((late) => {
      if (this.#state !== 'reading') return; // closed
      this.#state = 'open';
      this.#accept(late);
      this.#options.onMore();
    });
    if (!this.#options.mayGiveFewer) return;
    this.#partial.watch(() => {
      this.#isStalled = true;
      this.#options.onMore();
    });
  }

  #accept(reading: Reading): void {
    if (reading.kind === 'item') {
      const own = this.#guard.admit(reading.item, (before) => this.#partial.replaceLatest(before));
      this.#partial.add(own);
      return;
    }
    this.#state = 'ended';
    if (reading.kind === 'error') this.#failure = { error: reading.error };
  }
}
