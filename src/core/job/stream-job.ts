/**
 * `imap` and its kin: reads its source only as far ahead as the reader allows, and hands over one
 * outcome at a time.
 *
 *    Source ── pull ──► partial chunk ──► Scheduler ──► result ──► ResultBuffer ──► reader
 *       ▲                                                                │
 *       └─────────────── taking one allows to pull one ──────────────────┘
 *
 * Invariant: an item is pulled only while pulled < taken + waiting readers + `bufferSize`, or when the job reads eagerly; and however
 * large the buffer is, no more wait for a worker than keep all busy: others wait behind them. A full queue (`maxQueue`) it waits for.
 *
 * The job is over when its source is at its end and every outcome is here; results not yet taken stay readable after that.
 */
import type { Failure, Outcome } from '../base/outcome.ts';
import { GetterReader } from '../items/getters.ts';
import { ownArguments } from '../items/read-items.ts';
import { ReuseGuard } from '../items/reuse-guard.ts';
import { type Reading, Source } from '../items/source.ts';
import { eachOutcome, firstValue } from '../wire/chunk-result.ts';
import { NumberRange } from '../wire/list/number-range.ts';
import type { ChunkResult, SaidMessage } from '../wire/messages.ts';
import { AdaptiveSize } from './adaptive-size.ts';
import { Chunk, type Speaker } from './chunk.ts';
import { CHUNKS_AHEAD, type ChunkSizer, sizerFor } from './chunk-size.ts';
import { Job, type JobControl } from './job.ts';
import type { Leftovers } from './leftovers.ts';
import type { JobOptions } from './job-options.ts';
import { PartialChunk } from './partial-chunk.ts';
import { ResultBuffer, type Results } from './result-buffer.ts';
import type { StreamJobOptions } from './stream-options.ts';
import { weigh } from './weight.ts';

/** In chunks: what the workers can have in hand, and more while their results are on their way. */
const MAX_UNDER_WAY = 2048;

/** `paused`: may be read on · `reading`: a read is under way, here or at the source · `ended`. */
type Input =
  | { readonly kind: 'paused' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'ended'; readonly failure: { readonly error: unknown } | undefined };

const PAUSED: Input = { kind: 'paused' };
const READING: Input = { kind: 'reading' };

export class StreamJob extends Job {
  protected override readonly chunkSize: ChunkSizer;
  /** The same, if nobody has wished for a size. */
  readonly #adaptive: AdaptiveSize | undefined;
  readonly #source: Source;
  readonly #results: Results;
  readonly #givenBufferSize: number | undefined;
  readonly #onAvailable: () => void;
  /** Chunks may be smaller than was meant: their size is nobody's wish, and sending one costs little. */
  readonly #mayCutEarly: boolean;
  /** What is read and not cut yet. */
  readonly #partial = new PartialChunk();
  #partialSinceMs = 0;
  /** None if objects are to be moved, which copies cannot be; and none for an array, which makes nothing new. */
  readonly #reuse: ReuseGuard | undefined;
  readonly #getters = new GetterReader();
  /** What is read, if that is a range: parts of it are sent, and not their numbers. */
  readonly #range: NumberRange | undefined;
  #input: Input = PAUSED;
  #pulled = 0;
  #readers = 0;
  #isEager = false;

  constructor(options: JobOptions, own: StreamJobOptions, control: JobControl) {
    super(options, control);
    const wish = own.chunkSize ?? { size: 1 };
    if (wish.size === 'adaptive')
      this.chunkSize = this.#adaptive = new AdaptiveSize(control, wish.mostAhead);
    else this.chunkSize = sizerFor(wish, control);
    this.#source = new Source(own.items, options.spec.call === 'spread' ? ownArguments : undefined);
    this.#range = own.items instanceof NumberRange ? own.items : undefined;
    const isFixed =
      options.transfer !== undefined || Array.isArray(own.items) || this.#range !== undefined;
    this.#reuse = isFixed ? undefined : new ReuseGuard();
    this.#results = own.results ?? new ResultBuffer(own.order);
    this.#givenBufferSize = own.bufferSize;
    this.#onAvailable = own.onAvailable;
    this.#mayCutEarly = typeof wish.size === 'string' && control.pace.budgetMs > 0;
  }

  override get total(): number | undefined {
    return this.#input.kind === 'ended' ? this.#pulled : undefined;
  }

  /** What has to come next for more to be read: with a full buffer, its reader, or the task that all others are behind. */
  get waitsFor(): 'source' | 'task' | 'reader' | undefined {
    if (this.#input.kind === 'reading') return 'source';
    if (this.#results.size > 0) return 'reader';
    return this.#input.kind === 'ended' ? undefined : 'task';
  }

  override get isReading(): boolean {
    return this.#input.kind !== 'ended';
  }

  get hasOutcome(): boolean {
    return this.#results.size > 0;
  }

  /** Begins to read. */
  begin(): void {
    if (this.isOver) return; // cancelled before it began
    this.start();
    this.pull();
  }

  /** So many readers wait for an outcome now: each allows one more item to be pulled. */
  noteReaders(count: number): void {
    const isMore = count > this.#readers;
    this.#readers = count;
    if (isMore) this.pull();
  }

  /** The next outcome, if it is here. Who takes it calls `pull` when it is in good hands. */
  takeOutcome(): Outcome<unknown> | undefined {
    return this.#results.take();
  }

  /** Reads the source as far as it is allowed to now. */
  pull(): void {
    if (this.#input.kind !== 'paused') return;
    this.#input = READING;
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
    this.#pause();
  }

  /** Chunks are enqueued as they become ready; the job itself never has one waiting. */
  override nextChunk(): undefined {
    return undefined;
  }

  protected override takeOutcomes(chunk: Chunk, result: ChunkResult, worker: string): void {
    if (this.isOver) return;
    this.#learn(result);
    eachOutcome(result, {
      onValue: (offset, value) => this.#put(chunk, offset, { ok: true, value }),
      onError: (offset, error) => {
        this.#put(chunk, offset, { ok: false, error: this.decode(error, worker) });
      },
    });
    this.#afterOutcomes();
  }

  override hear(chunk: Chunk, said: SaidMessage, from: Speaker): void {
    super.hear(chunk, said, from);
    if (said.what === 'report' || this.isOver) return;
    this.#results.add?.(chunk, said, from);
    this.#onAvailable();
  }

  override fail(chunk: Chunk, offset: number, error: unknown): void {
    if (this.isOver) return;
    chunk.settled = offset + 1;
    if (chunk.items.length > 1) this.#adaptive?.beCareful();
    this.#put(chunk, offset, { ok: false, error });
    this.#afterOutcomes();
  }

  override abort(error: unknown, leftovers: Leftovers): void {
    if (this.isOver) return;
    if (leftovers !== 'none') this.#results.clear(); // cancelled: nobody wants what is here
    this.#results.putLast({ ok: false, error });
    void this.close(leftovers, { error }).catch(() => {}); // the reader gets `error`, not one about closing
    this.#onAvailable();
  }

  /** Stops reading and drops what is under way. Settles when the source has cleaned up. */
  async close(leftovers: Leftovers, failure?: Failure): Promise<void> {
    if (!this.isOver) {
      this.submit(this.#partial.take().length); // so they are counted, with all that ends here
      const waitsForReader = leftovers === 'withdraw' && this.#results.add !== undefined; // and would for ever
      this.finish(waitsForReader ? 'kill' : leftovers, failure);
    }
    await this.#source.close();
  }

  discard(): void {
    this.#results.clear();
  }

  override readEagerly(): void {
    this.#isEager = true;
    this.#results.readEagerly?.();
    this.pull();
  }

  #mayPull(): boolean {
    if (this.#input.kind === 'ended' || this.isOver) return false;
    if (this.#pulled - this.done >= MAX_UNDER_WAY * this.chunkSize.next()) return false;
    const consumed = this.#results.consumed + this.#readers;
    if (!this.#isEager && this.#pulled >= consumed + this.#bufferSize()) return false;
    if (this.hasRoomFor(this.#partial.size + 1)) return true;
    this.control.awaitRoom?.(this);
    return false;
  }

  /** The number of workers may change, and with `'auto'` the size of chunks. */
  #bufferSize(): number {
    return this.#givenBufferSize ?? this.control.slots * CHUNKS_AHEAD * this.chunkSize.next();
  }

  #resume(reading: Reading): void {
    this.#pause();
    this.#accept(reading);
    this.pull();
  }

  #pause(): void {
    if (this.#input.kind === 'reading') this.#input = PAUSED;
  }

  #accept(reading: Reading): void {
    if (this.isOver) return; // closed while it was being read
    if (reading.kind === 'item') {
      if (this.#mayCutEarly && this.#partial.size === 0) this.#partialSinceMs = performance.now();
      this.#partial.add(this.#own(reading.item));
      this.#pulled += 1;
      this.#cutIfFull();
      return;
    }
    const failure = reading.kind === 'error' ? { error: reading.error } : undefined;
    if (this.#partial.size > 0) this.#cut();
    this.#input = { kind: 'ended', failure };
    if (this.done === this.#pulled) this.#afterOutcomes();
  }

  /** The item as it is now, whatever its source makes of it later, as far as that can be known. */
  #own(given: unknown): unknown {
    const item = this.#getters.read(given);
    return this.#reuse === undefined
      ? item
      : this.#reuse.admit(item, (before) => this.#partial.replaceLatest(before));
  }

  /** Others may have taken the room meanwhile: then it waits until there is some, or nothing else is under way. */
  #cutIfFull(): void {
    const { counts } = this.control;
    const size = Math.min(this.chunkSize.next(), this.#bufferSize(), counts.most);
    if (this.#partial.size < size || this.isOver) return;
    if (this.hasRoomFor(this.#partial.size) || counts.pending === 0) this.#cut();
    else this.control.awaitRoom?.(this);
  }

  #cut(): void {
    const items = this.#partial.take();
    this.#adaptive?.noteItem(weigh(items[0]));
    const first = this.#pulled - items.length;
    const sent = this.#range?.slice(first, this.#pulled) ?? items;
    this.submit(items.length);
    this.control.enqueue(new Chunk(this, { first, items: sent }));
  }

  /** Items do not wait for more from a source that waits itself, unless they must fill a chunk. */
  #cutIfStalled(): void {
    if (!this.#mayCutEarly || this.#partial.size === 0) return;
    const waitedMs = performance.now() - this.#partialSinceMs;
    if (waitedMs > this.control.pace.targetMs) this.#cut();
    else
      this.#partial.watch(() => {
        if (!this.isOver) this.#cut();
      });
  }

  /** What comes of the tasks, and how fast it is read: of that the size of chunks depends. */
  #learn(result: ChunkResult): void {
    if (this.#adaptive === undefined) return;
    this.#adaptive.observeReader(performance.now(), this.#results.consumed, this.#results.size);
    if (result.values.length > 0) this.#adaptive.noteResult(weigh(firstValue(result)));
  }

  #put(chunk: Chunk, offset: number, outcome: Outcome<unknown>): void {
    this.#results.put(chunk.first + offset, outcome);
    this.countDone(1);
  }

  #afterOutcomes(): void {
    if (this.done > 0) this.reportProgress();
    if (this.isOver) return; // the callback failed
    if (this.#input.kind === 'ended' && this.done === this.#pulled) {
      const { failure } = this.#input;
      if (failure !== undefined) this.#results.putLast({ ok: false, error: failure.error });
      this.finish('none', failure);
    }
    this.#onAvailable();
    this.pull();
  }
}
