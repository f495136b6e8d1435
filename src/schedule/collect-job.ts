/**
 * `apply`, `map`, `starmap`: all items are there at the start, and there is one result: every value in
 * the order of the items, or the first failure received.
 */
import type { Outcome } from '../base/outcome.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { Chunk } from './chunk.ts';
import type { ChunkSizer } from './chunk-sizer.ts';
import { Job, type JobControl, type JobOptions, type Leftovers } from './job.ts';

/** What is special about a job of this kind. */
export interface CollectOptions {
  /** How to cut so many items. */
  readonly chunkSizeFor: (itemCount: number) => ChunkSizer;
  /** Called once, in the same step in which the job is over. */
  readonly onOutcome: (outcome: Outcome<unknown[]>) => void;
}

export class CollectJob extends Job {
  readonly onError = 'stop';
  readonly #own: CollectOptions;
  #items: unknown[] = [];
  #values: unknown[] = [];
  protected override chunkSize: ChunkSizer | undefined;
  #total: number | undefined;
  #next = 0;

  constructor(options: JobOptions, own: CollectOptions, control: JobControl) {
    super(options, control);
    this.#own = own;
  }

  override get total(): number | undefined {
    return this.#total;
  }

  /** All items. They are the job's from now on: each is forgotten when it is sent. */
  supply(items: unknown[]): void {
    if (this.isOver) return;
    this.#items = items;
    this.#total = items.length;
    if (items.length === 0) {
      this.#settle({ ok: true, value: [] }, 'none');
      return;
    }
    this.#values = new Array<unknown>(items.length);
    this.chunkSize = this.#own.chunkSizeFor(items.length);
    this.control.enqueue(this);
  }

  /** The items that `read` returns, or the error it throws. */
  supplyFrom(read: () => unknown[]): void {
    let items: unknown[];
    try {
      items = read();
    } catch (error) {
      this.abort(error, 'none');
      return;
    }
    this.supply(items);
  }

  override nextChunk(): Chunk | undefined {
    const left = this.#items.length - this.#next;
    if (this.isOver || left <= 0 || this.chunkSize === undefined) return undefined;
    const first = this.#next;
    const items = this.#items.slice(first, first + this.chunkSize.next(left));
    this.#next += items.length;
    this.#items.fill(undefined, first, this.#next); // the chunk alone keeps them now
    return new Chunk(this, { first, items });
  }

  override take(chunk: Chunk, result: ChunkResult, worker: string): void {
    if (this.isOver) return;
    const [failure] = result.errors;
    if (failure !== undefined) {
      this.abort(this.decode(failure[1], worker), 'withdraw');
      return;
    }
    const start = chunk.first + result.from;
    for (let i = 0; i < result.values.length; i += 1) this.#values[start + i] = result.values[i];
    chunk.settled += result.values.length;
    this.countDone(result.values.length);
    this.reportProgress();
    if (this.done === this.#total) this.#settle({ ok: true, value: this.#values }, 'none');
  }

  override fail(_chunk: Chunk, _offset: number, error: unknown): void {
    this.abort(error, 'withdraw');
  }

  override abort(error: unknown, leftovers: Leftovers): void {
    this.#settle({ ok: false, error }, leftovers);
  }

  override hurry(): void {
    // It was never lazy.
  }

  #settle(outcome: Outcome<unknown[]>, leftovers: Leftovers): void {
    if (this.isOver) return;
    this.#items = [];
    this.finish(leftovers);
    this.#own.onOutcome(outcome);
  }
}
