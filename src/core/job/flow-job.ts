/**
 * A chain in flight (`pool.from`): cuts its items into chunks as there is room for them, and takes what the chunks come
 * to. What that is, and how much room there is, the two kinds know: `FoldJob` has one result, `FlowStream` a reader.
 *
 *    Intake ── items ──► chunk ──► Scheduler ──► a worker ── partial, and how many items it covers ──► take
 *
 * A chunk whose worker was lost has no partial, and runs again as a whole: so each item counts once.
 */
import { calledFrom } from '../base/called-from.ts';
import type { Failure } from '../base/outcome.ts';
import { unreadable } from '../codec/crossing/not-sendable.ts';
import type { Items } from '../items/open-iterator.ts';
import { valuesOf } from '../wire/chunk-result.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { UnreadableList } from '../wire/unreadable.ts';
import { Chunk } from './chunk.ts';
import { CHUNKS_AHEAD, type ChunkSizer, type Pace, type SizeWish, sizerFor } from './chunk-size.ts';
import { type Intake, openIntake } from './intake.ts';
import { Job, type JobControl } from './job.ts';
import type { Leftovers } from './leftovers.ts';
import type { JobOptions } from './job-options.ts';
import type { Part } from './partials.ts';

/** What all chains are made with. */
export interface FlowJobOptions {
  readonly items: Items<unknown>;
  readonly chunkSize: SizeWish;
  /** How many items may be cut beyond those that are done with. Default: `CHUNKS_AHEAD` for each worker. */
  readonly bufferSize: number | undefined;
  /** How long chunks last that are cut by time. */
  readonly pace: Pace;
}

export abstract class FlowJob extends Job {
  protected override chunkSize: ChunkSizer | undefined;
  readonly #own: FlowJobOptions;
  #intake: Intake | undefined;
  #closing: Promise<void> | undefined;
  #isCutting = false;
  /** So many items are in chunks. */
  #cut = 0;
  /** Nothing behind these is wanted. */
  #isEnough = false;

  constructor(options: JobOptions, own: FlowJobOptions, control: JobControl) {
    super(options, control);
    this.#own = own;
  }

  override get total(): number | undefined {
    const { remaining, isAtEnd = false } = this.#intake ?? {};
    if (isAtEnd || this.#isEnough) return this.#cut;
    return remaining === undefined ? undefined : this.#cut + remaining;
  }

  override get isReading(): boolean {
    return !this.#isEnough && this.#intake?.isAtEnd !== true;
  }

  /** Opens the input and begins to cut it. */
  begin(): void {
    if (this.isOver) return; // cancelled before it began
    this.start();
    const { control } = this;
    const { items, chunkSize: wish, pace } = this.#own;
    const mayGiveFewer = wish.size === 'auto';
    try {
      this.#intake = openIntake(items, { onMore: () => this.pull(), mayGiveFewer });
    } catch (error) {
      this.abort(error, 'none');
      return;
    }
    const { bounds } = this.#intake;
    this.chunkSize = sizerFor(wish.size === 'auto' ? { ...wish, bounds } : wish, {
      pace,
      get slots() {
        return control.slots;
      },
    });
    this.pull();
  }

  /** Cuts chunks as far as there is room for them now. */
  pull(): void {
    if (this.isOver || this.#isCutting) return;
    this.#isCutting = true;
    while (this.#cutNext());
    this.#isCutting = false;
    this.#endIfDone();
  }

  /** Chunks are enqueued as there is room; the job itself never has one waiting. */
  override nextChunk(): undefined {
    return undefined;
  }

  override take(chunk: Chunk, result: ChunkResult, worker: string): void {
    if (!(result.values instanceof UnreadableList)) {
      super.take(chunk, result, worker);
      return;
    }
    this.account('failed', result.covers ?? 0);
    this.#failUnread(result.values);
  }

  override fail(_chunk: Chunk, _offset: number, error: unknown): void {
    this.abort(error, 'withdraw');
  }

  /** So many items are done with: as many more may be cut. */
  protected abstract readonly doneWith: number;
  /** A partial has come. */
  protected abstract takePart(part: Part): void;
  /** All of them have come; `failure` is what the source threw. */
  protected abstract complete(failure: { readonly error: unknown } | undefined): void;

  protected override takeOutcomes(chunk: Chunk, result: ChunkResult, worker: string): void {
    if (this.isOver) return;
    const [failure] = result.errors;
    if (failure !== undefined) {
      this.abort(this.decode(failure[1], worker), 'withdraw');
      return;
    }
    const { from, covers = 0 } = result;
    this.takePart({ first: chunk.first + from, covers, values: valuesOf(result) });
    if (this.isOver) return;
    this.countDone(covers);
    this.reportProgress();
    this.pull();
  }

  /** Nothing more is cut: what has been is enough. */
  protected stopCutting(): void {
    if (this.#isEnough) return;
    this.#isEnough = true;
    this.closeInput().catch(() => {}); // the result does not depend on it
  }

  /** Settles when the source has cleaned up. */
  protected async closeInput(): Promise<void> {
    const dropped = this.#intake?.drop() ?? 0;
    this.submit(dropped); // so that each item that was read is counted
    this.account('cancelled', dropped);
    this.#closing ??= this.#intake?.close();
    await this.#closing;
  }

  protected override finish(leftovers: Leftovers, failure?: Failure): void {
    super.finish(leftovers, failure);
    this.closeInput().catch(() => {}); // whoever waits for the result has it
  }

  #cutNext(): boolean {
    const { chunkSize } = this;
    const intake = this.#intake;
    if (intake === undefined || chunkSize === undefined || this.isOver || this.#isEnough)
      return false;
    const size = this.#sizeOf(chunkSize, intake);
    if (this.#cut + size > this.doneWith + this.#bufferSize(chunkSize)) return false;
    if (!this.hasRoomFor(size)) {
      this.control.awaitRoom?.(this);
      return false;
    }
    const items = intake.take(size);
    if (items === undefined || this.isOver) return false; // the source's own code may have ended it
    const first = this.#cut;
    this.#cut += items.length;
    this.submit(items.length);
    this.control.enqueue(new Chunk(this, { first, items }));
    return true;
  }

  #sizeOf(chunkSize: ChunkSizer, { remaining }: Intake): number {
    const { most } = this.control.counts;
    return Math.min(chunkSize.next(remaining), this.#bufferSize(chunkSize), most);
  }

  #bufferSize(chunkSize: ChunkSizer): number {
    return this.#own.bufferSize ?? this.control.slots * CHUNKS_AHEAD * chunkSize.next();
  }

  #endIfDone(): void {
    const { isAtEnd = false, failure } = this.#intake ?? {};
    if (this.isOver || !(isAtEnd || this.#isEnough) || this.done < this.#cut) return;
    this.complete(failure);
  }

  #failUnread(list: UnreadableList): void {
    const what = `a result of '${this.spec.fn.name}' to the caller`;
    for (let index = 0; index < list.length; index += 1) {
      const outcome = list.outcomeAt(index);
      if (outcome.ok) continue;
      this.abort(calledFrom(unreadable(what, outcome.error), this.submittedAt), 'withdraw');
      return;
    }
  }
}
