/**
 * `apply`, `map`, `starmap`: all items are there at the start, and there is one result: every value in
 * the order of the items, or the first failure received.
 */
import type { Outcome } from '../base/outcome.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { Chunk } from './chunk.ts';
import { Job, type JobControl, type JobOptions, type Leftovers } from './job.ts';

export interface CollectOptions extends JobOptions {
  /** Owned by the job: each is forgotten when it has been sent. */
  readonly items: unknown[];
  readonly chunkSize: () => number;
  /** Called once, in the same step in which the job is over. */
  readonly onOutcome: (outcome: Outcome<unknown[]>) => void;
}

export class CollectJob extends Job {
  readonly onError = 'stop';
  readonly total: number;
  readonly #items: unknown[];
  readonly #chunkSize: () => number;
  readonly #values: unknown[];
  readonly #onOutcome: (outcome: Outcome<unknown[]>) => void;
  #next = 0;

  constructor(options: CollectOptions, control: JobControl) {
    super(options, control);
    this.#items = options.items;
    this.#chunkSize = options.chunkSize;
    this.total = options.items.length;
    this.#values = new Array<unknown>(this.total);
    this.#onOutcome = options.onOutcome;
  }

  override nextChunk(): Chunk | undefined {
    if (this.isOver || this.#next >= this.total) return undefined;
    const first = this.#next;
    const items = this.#items.slice(first, first + this.#chunkSize());
    this.#next += items.length;
    this.#items.fill(undefined, first, this.#next); // the chunk alone keeps them now
    return new Chunk(this.control.nextChunkId(), this, { first, items });
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
    if (this.done === this.total) this.#settle({ ok: true, value: this.#values }, 'none');
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
    this.#items.length = 0;
    this.finish(leftovers);
    this.#onOutcome(outcome);
  }
}
