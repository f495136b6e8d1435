/**
 * `imap` and its kin: reads its source only as far ahead as the reader allows, and hands over one
 * outcome at a time.
 *
 *    Source ── pull ──► part ── chunk ──► Scheduler ──► result ──► ResultBuffer ──► reader
 *       ▲                                                                │
 *       └─────────────── taking one allows to pull one ──────────────────┘
 *
 * Invariant: an item is pulled only while pulled < taken + waiting readers + `bufferSize`, or when the
 * job has been hurried; and however large the buffer is, no more wait for a worker than keep all busy:
 * what waits in the queue, others wait behind.
 *
 * The job is over when its source is at its end and every outcome is here; results not yet taken
 * stay readable after that, with or without a pool.
 */
import { setImmediate } from 'node:timers';
import type { Outcome } from '../base/outcome.ts';
import { eachOutcome } from '../wire/chunk-result.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { Chunk } from './chunk.ts';
import type { ChunkSizer } from './chunk-size.ts';
import { Job, type JobControl, type JobOptions, type Leftovers } from './job.ts';
import type { Items } from '../items/open-iterator.ts';
import { type Order, ResultBuffer } from './result-buffer.ts';
import { type Reading, Source } from '../items/source.ts';

/** What is special about a job of this kind. */
export interface StreamJobOptions {
  readonly items: Items<unknown>;
  readonly order: Order;
  readonly chunkSize: ChunkSizer;
  /** How many items may be pulled beyond those taken; at least one. */
  readonly bufferSize: () => number;
  /** Called when an outcome may be taken, or the end has come. */
  readonly onNews: () => void;
}

/** In chunks: what the workers can have in hand, and more while their results are on their way. */
const MAX_UNDER_WAY = 2048;

export class StreamJob extends Job {
  protected override readonly chunkSize: ChunkSizer;
  readonly #source: Source;
  readonly #results: ResultBuffer;
  readonly #bufferSize: () => number;
  readonly #onNews: () => void;
  #part: unknown[] = [];
  #pulled = 0;
  #taken = 0;
  #readers = 0;
  #isHurried = false;
  #isPulling = false;
  #isWatching = false;
  #isAtEnd = false;
  #lastError: { readonly error: unknown } | undefined;

  constructor(options: JobOptions, own: StreamJobOptions, control: JobControl) {
    super(options, control);
    this.chunkSize = own.chunkSize;
    this.#source = new Source(own.items);
    this.#results = new ResultBuffer(own.order);
    this.#bufferSize = own.bufferSize;
    this.#onNews = own.onNews;
  }

  override get total(): number | undefined {
    return this.#isAtEnd ? this.#pulled : undefined;
  }

  /** How many readers wait for an outcome: each allows one more item to be pulled. */
  set readers(count: number) {
    const isMore = count > this.#readers;
    this.#readers = count;
    if (isMore) this.pull();
  }

  get hasOutcome(): boolean {
    return this.#results.size > 0;
  }

  /** The next outcome, if it is here. Whoever takes it calls `pull` when it is in good hands. */
  takeOutcome(): Outcome<unknown> | undefined {
    const outcome = this.#results.take();
    if (outcome !== undefined) this.#taken += 1;
    return outcome;
  }

  /** Reads the source as far as it is allowed to now. */
  pull(): void {
    if (this.#isPulling) return;
    this.#isPulling = true;
    this.#cutIfFull(); // a chunk may have become smaller than what waits to be one
    while (this.#mayPull()) {
      const reading = this.#source.read();
      if (reading instanceof Promise) {
        void reading.then((late) => this.#resume(late));
        this.#cutIfStalled();
        return;
      }
      this.#accept(reading);
    }
    this.#isPulling = false;
  }

  /** Chunks are enqueued as they become ready; the job itself never has one waiting. */
  override nextChunk(): undefined {
    return undefined;
  }

  override take(chunk: Chunk, result: ChunkResult, worker: string): void {
    if (this.isOver) return;
    eachOutcome(result, {
      onValue: (offset, value) => this.#put(chunk, offset, { ok: true, value }),
      onError: (offset, error) => {
        this.#put(chunk, offset, { ok: false, error: this.decode(error, worker) });
      },
    });
    this.#afterOutcomes();
  }

  override fail(chunk: Chunk, offset: number, error: unknown): void {
    if (this.isOver) return;
    this.#put(chunk, offset, { ok: false, error });
    this.#afterOutcomes();
  }

  override abort(error: unknown, leftovers: Leftovers): void {
    if (this.isOver) return;
    if (leftovers !== 'none') this.#results.clear(); // cancelled: nobody wants what is here
    this.#results.putLast({ ok: false, error });
    void this.close(leftovers).catch(() => {}); // the reader gets `error`, not one about closing
    this.#onNews();
  }

  /** Stops reading and drops what is under way. Settles when the source has cleaned up. */
  async close(leftovers: Leftovers): Promise<void> {
    this.#part = [];
    this.finish(leftovers);
    await this.#source.close();
  }

  /** Forgets what was not taken. */
  discard(): void {
    this.#results.clear();
  }

  override hurry(): void {
    this.#isHurried = true;
    this.pull();
  }

  #mayPull(): boolean {
    if (this.#isAtEnd || this.isOver) return false;
    if (this.#pulled - this.done >= MAX_UNDER_WAY * this.chunkSize.next()) return false;
    return this.#isHurried || this.#pulled < this.#taken + this.#readers + this.#bufferSize();
  }

  #resume(reading: Reading): void {
    this.#isPulling = false;
    this.#accept(reading);
    this.pull();
  }

  #accept(reading: Reading): void {
    if (this.isOver) return; // closed while it was being read
    if (reading.kind === 'item') {
      this.#part.push(reading.item);
      this.#pulled += 1;
      this.#cutIfFull();
      return;
    }
    if (reading.kind === 'error') this.#lastError = { error: reading.error };
    if (this.#part.length > 0) this.#cut();
    this.#isAtEnd = true;
    if (this.done === this.#pulled) this.#afterOutcomes();
  }

  #cutIfFull(): void {
    const size = Math.min(this.chunkSize.next(), this.#bufferSize());
    if (this.#part.length >= size && !this.isOver) this.#cut();
  }

  #cut(): void {
    const items = this.#part;
    this.#part = [];
    const first = this.#pulled - items.length;
    this.control.enqueue(new Chunk(this, { first, items }));
  }

  /** Items do not wait for more from a source that waits itself, unless they must fill a chunk. */
  #cutIfStalled(): void {
    if (this.spec.budgetMs === 0 || this.#part.length === 0 || this.#isWatching) return;
    this.#isWatching = true;
    const pulled = this.#pulled;
    setImmediate(() => {
      this.#isWatching = false;
      if (this.isOver || this.#part.length === 0) return;
      if (this.#pulled === pulled) this.#cut();
      else this.#cutIfStalled(); // it gave something meanwhile; and now?
    });
  }

  #put(chunk: Chunk, offset: number, outcome: Outcome<unknown>): void {
    this.#results.put(chunk.first + offset, outcome);
    chunk.settled = offset + 1;
    this.countDone(1);
  }

  #afterOutcomes(): void {
    if (this.done > 0) this.reportProgress();
    if (this.isOver) return; // the callback failed
    if (this.#isAtEnd && this.done === this.#pulled) {
      if (this.#lastError !== undefined) {
        this.#results.putLast({ ok: false, error: this.#lastError.error });
      }
      this.finish('none');
    }
    this.#onNews();
    this.pull();
  }
}
