/**
 * How many items make the next chunk of a stream whose caller has said nothing of it, and so how far ahead it reads.
 *
 *    a task        takes long        ──►  single items, as CPython has them
 *    the reader    takes its time    ──►  no more than it takes in some milliseconds: to be ahead of it gains nothing
 *    the reader    has just begun    ──►  no further ahead of it than it has come
 *    an item       is large          ──►  no more than make a megabyte, results included
 *    a worker      has been lost     ──►  single items from now on: one that ends its worker takes no others with it
 *    all is quick                    ──►  up to `MOST_AHEAD` items, in chunks that share it
 */
import {
  AutoChunkSize,
  CHUNKS_AHEAD,
  type ChunkSizer,
  type Pace,
  paceForStreams,
  type SizeBounds,
  type Workforce,
} from './chunk-size.ts';

/** In items, and in bytes of items and results: what is promised in docs/streams.md. */
export const MOST_AHEAD = 4096;
export const MOST_BYTES: number = 1 << 20;

/** The first chunk is slow, because its function has yet to be loaded; slower is believed at once. */
const BOUNDS: Partial<SizeBounds> = {
  most: MOST_AHEAD,
  trust: { fasterShare: 0.7, slowerNeeds: 1 },
};

export class AdaptiveSize implements ChunkSizer {
  readonly #byTask: AutoChunkSize;
  readonly #workers: Workforce;
  readonly #pace: Pace;
  readonly #mostAhead: number;
  readonly #reader: ReaderPace;
  #itemBytes = 0;
  #resultBytes = 0;
  #taken = 0;
  #isCareful = false;

  /** `mostAhead`: in items. */
  constructor(workers: Workforce, mostAhead: number = MOST_AHEAD) {
    this.#workers = workers;
    this.#mostAhead = mostAhead;
    this.#pace = paceForStreams(workers.pace);
    this.#byTask = new AutoChunkSize(1, BOUNDS, this.#pace);
    this.#reader = new ReaderPace();
  }

  next(): number {
    if (this.#isCareful) return 1;
    const inHand = this.#workers.slots * CHUNKS_AHEAD;
    const ahead = Math.min(
      this.#mostAhead,
      Math.max(this.#taken, inHand),
      MOST_BYTES / Math.max(this.#itemBytes + this.#resultBytes, 1),
      (inHand * this.#pace.targetMs) / this.#reader.itemMs,
    );
    return Math.max(1, Math.min(this.#byTask.next(), Math.floor(ahead / inHand)));
  }

  observe(items: number, runMs: number): void {
    this.#byTask.observe(items, runMs);
  }

  /** Results have come: so many had been taken in all, and so many were here to be taken. */
  observeReader(nowMs: number, taken: number, here: number): void {
    this.#taken = taken;
    this.#reader.observe(nowMs, taken, here);
  }

  noteItem(bytes: number): void {
    this.#itemBytes = heavier(this.#itemBytes, bytes);
  }

  noteResult(bytes: number): void {
    this.#resultBytes = heavier(this.#resultBytes, bytes);
  }

  beCareful(): void {
    this.#isCareful = true;
  }
}

/** A heavy one counts at once, and is forgotten slowly. */
function heavier(before: number, now: number): number {
  return now > before ? now : before + (now - before) / 8;
}

/** How long a reader takes for an item, seen from the times at which results come. */
class ReaderPace {
  #itemMs = 0;
  /** What is measured began here. */
  #sinceMs = 0;
  #takenBefore = 0;

  /** In ms; 0 as long as it is not known to be more. */
  get itemMs(): number {
    return this.#itemMs;
  }

  observe(nowMs: number, taken: number, here: number): void {
    const items = taken - this.#takenBefore;
    const elapsedMs = nowMs - this.#sinceMs;
    const itemMs = elapsedMs / Math.max(items, 1);
    const isBusy = here > 0; // it has had something to take all the time
    if (isBusy && items === 0 && elapsedMs <= this.#itemMs) return; // that is not news yet
    // Whoever has run out of results is quicker than that.
    if (isBusy || itemMs < this.#itemMs) this.#itemMs = itemMs;
    this.#sinceMs = nowMs;
    this.#takenBefore = taken;
  }
}
