/**
 * `apply`, `map`, `starmap`: all items are there at the start, and there is one result: every value in
 * the order of the items, or the first failure received.
 */
import { OptionError } from '../base/errors.ts';
import type { Outcome } from '../base/outcome.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { NumberRange, type ResultValues } from '../wire/list/number-range.ts';
import { UnbuiltItems } from '../wire/list/unbuilt-items.ts';
import { isPackedNumbers } from '../wire/list/numbers.ts';
import { discard, giveBack, LONG_LIST } from '../wire/list-memory.ts';
import { readGettersIn } from '../items/getters.ts';
import { type AllItems, ownArguments } from '../items/read-items.ts';
import { Chunk, type ItemList } from './chunk.ts';
import { type ChunkSizer, defaultChunkSize, type SizeWish, sizerFor } from './chunk-size.ts';
import { Job, type JobControl } from './job.ts';
import type { Leftovers } from './leftovers.ts';
import type { JobOptions } from './job-options.ts';

/** What is special about a job of this kind. */
export interface CollectOptions {
  /** Default: CPython's rule. */
  readonly chunkSize: SizeWish | undefined;
  /** Called once, in the same step in which the job is over. */
  readonly onOutcome: (outcome: Outcome<unknown[]>) => void;
}

export class CollectJob extends Job {
  readonly #own: CollectOptions;
  #items: AllItems = [];
  #values: unknown[] | undefined;
  protected override chunkSize: ChunkSizer | undefined;
  #total: number | undefined;
  #next = 0;
  /** A worker that was lost may be reading its items still. */
  #wasRepeated = false;

  constructor(options: JobOptions, own: CollectOptions, control: JobControl) {
    super(options, control);
    this.#own = own;
  }

  override get total(): number | undefined {
    return this.#total;
  }

  /**
   * Lets it run on `items`, which are the job's from now on: each is forgotten when it is sent. Throws what lists of
   * arguments throw that are to be spread, and for a range of more items than there can be results.
   */
  begin(items: AllItems): void {
    if (this.isOver) return; // cancelled while they were read
    if (items.length > MAX_RESULTS) throw tooMany(items.length);
    if (!this.admit(items.length)) return;
    if (Array.isArray(items)) this.#take(items);
    this.start();
    this.#items = items;
    const count = items.length;
    this.#total = count;
    if (count === 0) {
      this.#settle({ ok: true, value: [] }, 'none');
      return;
    }
    const size = (): number => defaultChunkSize(count, this.control.slots);
    this.chunkSize = sizerFor(this.#own.chunkSize ?? { size }, this.control);
    this.submit(count);
    this.control.enqueue(this);
  }

  override nextChunk(): Chunk | undefined {
    const left = this.#items.length - this.#next;
    if (this.isOver || left <= 0 || this.chunkSize === undefined) return undefined;
    const first = this.#next;
    this.#next = Math.min(first + this.chunkSize.next(left), this.#items.length);
    return new Chunk(this, { first, items: this.#cut(first, this.#next) });
  }

  protected override takeOutcomes(chunk: Chunk, result: ChunkResult, worker: string): void {
    if (this.isOver) return;
    const [failure] = result.errors;
    if (failure !== undefined) {
      this.abort(this.decode(failure[1], worker), 'withdraw');
      return;
    }
    const { values } = result;
    this.#values ??= listFor(values, this.#items.length);
    const start = chunk.first + result.from;
    if (values instanceof UnbuiltItems) {
      buildInto(this.#values, start, values);
    } else {
      copyInto(this.#values, start, values);
      if (values.length >= LONG_LIST) giveBack(values);
    }
    if (chunk.attempt > 0) this.#wasRepeated = true;
    this.countDone(values.length);
    this.reportProgress();
    if (this.done === this.#total) this.#settle({ ok: true, value: this.#values }, 'none');
  }

  override fail(_chunk: Chunk, _offset: number, error: unknown): void {
    this.abort(error, 'withdraw');
  }

  override abort(error: unknown, leftovers: Leftovers): void {
    this.#settle({ ok: false, error }, leftovers);
  }

  #take(items: unknown[]): void {
    if (this.spec.call === 'spread') takeArguments(items);
    if (typeof items[0] === 'object' || typeof items.at(-1) === 'object') readGettersIn(items);
  }

  /** Items to send; after that the chunk alone keeps them. */
  #cut(from: number, to: number): ItemList {
    if (isPackedNumbers(this.#items)) return this.#items.subarray(from, to);
    if (this.#items instanceof NumberRange) return this.#items.slice(from, to);
    const items = this.#items.slice(from, to);
    this.#items.fill(undefined, from, to);
    return items;
  }

  #settle(outcome: Outcome<unknown[]>, leftovers: Leftovers): void {
    if (this.isOver) return;
    const isLong = this.#items.length >= LONG_LIST;
    if (isLong && outcome.ok && !this.#wasRepeated) discard(this.#items);
    this.#items = [];
    this.finish(leftovers, outcome.ok ? undefined : outcome);
    this.#own.onOutcome(outcome);
  }
}

/** As many as an array has elements. */
const MAX_RESULTS = 2 ** 32 - 1;

function tooMany(count: number): OptionError {
  return new OptionError(
    `${count} items have more results than an array can hold: read them one by one, with imap, or let the workers ` +
      'sum them up, with from',
  );
}

function takeArguments(lists: unknown[]): void {
  for (let i = 0; i < lists.length; i += 1) lists[i] = ownArguments(lists[i]);
}

/** A function of its own, because it is compiled the sooner the less else there is in it. */
function copyInto(target: unknown[], start: number, values: ArrayLike<unknown>): void {
  for (let i = 0; i < values.length; i += 1) target[start + i] = values[i];
}

/** Block by block, where they are to be: no list of them all is made before. */
function buildInto(target: unknown[], start: number, values: UnbuiltItems): void {
  for (let at = 0; at < values.length; ) {
    const { items } = values.blockWith(at);
    copyInto(target, start + at, items);
    at += items.length;
  }
  values.giveBack();
}

/**
 * A list with room for `length` results, `first` being some of them. v8 keeps a list of doubles unboxed;
 * one that becomes such a list only by its first double is copied as a whole then.
 */
function listFor(first: ResultValues, length: number): unknown[] {
  if (!(first instanceof Float64Array)) return new Array<unknown>(length);
  const list: unknown[] = [0.5];
  list.length = length;
  return list;
}
