/**
 * How many items make the next chunk.
 *
 * A fixed number (CPython's rule for `map`, 1 for `imap`, or what the caller said), or `'auto'`: as many
 * as take some milliseconds, fewer towards the end so that all workers end together.
 */

export interface ChunkSizer {
  /** `remaining`: how many items are left to cut, if that is known. */
  next(remaining?: number): number;
  /** `items` tasks took `runMs` in all. */
  observe(items: number, runMs: number): void;
}

export class FixedChunkSize implements ChunkSizer {
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  next(): number {
    return this.#size;
  }

  observe(): void {
    // The size was decided by whoever asked for it.
  }
}

/**
 * CPython's rule for `map` and `starmap`: four chunks per worker, the last one smaller
 * (`divmod(n, workers * 4)`, plus one if there is a remainder).
 */
export function defaultChunkSize(itemCount: number, workers: number): number {
  return Math.max(1, Math.ceil(itemCount / (workers * CHUNKS_PER_WORKER)));
}

const CHUNKS_PER_WORKER = 4;

/** Long enough that the cost of a chunk does not show, short enough that nobody waits for the last. */
const TARGET_MS = 10;
/** At the end each worker still gets several turns, so a slow chunk can be made up for. */
const TURNS_LEFT = 4;
/** A chunk may be so many times the one before: one fast task is not yet a measurement. */
const GROWTH = 4;
/** Slower is believed at once, faster slowly: too large a chunk costs more than too small a one. */
const FALL = 0.3;

export class AutoChunkSize implements ChunkSizer {
  readonly #workers: number;
  #itemMs: number | undefined;
  #limit = 1;

  constructor(workers: number) {
    this.#workers = workers;
  }

  next(remaining: number = Number.POSITIVE_INFINITY): number {
    if (this.#itemMs === undefined) return 1;
    const byTime = Math.floor(TARGET_MS / this.#itemMs);
    const byShare = Math.ceil(remaining / (this.#workers * TURNS_LEFT));
    return Math.max(1, Math.min(byTime, byShare, this.#limit));
  }

  observe(items: number, runMs: number): void {
    const now = Math.max(runMs / items, MIN_ITEM_MS);
    const before = this.#itemMs;
    this.#itemMs = before === undefined || now > before ? now : before + (now - before) * FALL;
    this.#limit = Math.max(this.#limit, items * GROWTH);
  }
}

/** The clock's own resolution: nothing is faster than that. */
const MIN_ITEM_MS = 0.0001;
