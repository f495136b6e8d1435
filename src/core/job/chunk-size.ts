/**
 * How many items make the next chunk.
 *
 * A fixed number (CPython's rule for `map`, 1 for `imap`, or what the caller said), or `'auto'`: as many
 * as take some milliseconds, fewer towards the end so that all workers end together. For that it has to be
 * known how long one item takes: `SpeedEstimate` learns it from the chunks that are done.
 */

export interface ChunkSizer {
  /** `remaining`: how many items are left to cut, if that is known. */
  next(remaining?: number): number;
  /** `items` tasks took `runMs` in all. */
  observe(items: number, runMs: number): void;
}

/** Who will run the chunks. */
export interface Workforce {
  /** How many tasks may run at once, as far as is known now. At least 1. */
  readonly slots: number;
  /** How long chunks last that are cut by time (`chunkSize: 'auto'`). */
  readonly pace: Pace;
}

/** How long a chunk is meant to last, in ms. */
export interface Pace {
  /** Long enough that the cost of a chunk does not show, short enough that nobody waits for the last. */
  readonly targetMs: number;
  /**
   * Some times the target, so that a chunk that takes a little longer than was guessed is not cut in
   * two. A chunk of long items among short ones is: what is left of it goes to whoever is free.
   * 0: what a worker has been given it keeps.
   */
  readonly budgetMs: number;
  /** Whether the chunks of a stream may be more than single items if its caller has not said. */
  readonly widensStreams: boolean;
}

/** So many chunks for each worker are under way: one that runs, and one that waits behind it. */
export const CHUNKS_AHEAD = 2;

/** Among the workers of one machine. */
export const LOCAL_PACE: Pace = { targetMs: 4, budgetMs: 8, widensStreams: true };

/**
 * Where what a chunk comes to is large however little work it was, a table of counts, say: to write, to read and to join it took a
 * fifth of the time of chunks of 4 ms, and texts of eight times the length have not nearly eight times the words.
 */
export function paceForTables(pace: Pace): Pace {
  return slower(pace, 8);
}

/**
 * Where results are read one by one. In its first seconds a program takes 0.2 ms for each chunk, code that is not compiled yet: with two workers on
 * two cores and chunks of 4 ms that was a tenth of a core. A stream has no end for which chunks would have to become small.
 */
export function paceForStreams(pace: Pace): Pace {
  return slower(pace, 2);
}

/** Not by `...`: see `withRunMs` of `worker/run-chunk.ts`. */
function slower({ targetMs, budgetMs, widensStreams }: Pace, times: number): Pace {
  return { targetMs: targetMs * times, budgetMs: budgetMs * times, widensStreams };
}

/** Where workers are replaced after so many chunks, more items would be in each of them than was meant. */
export function localPace(maxChunks: number): Pace {
  return { ...LOCAL_PACE, widensStreams: maxChunks === Number.POSITIVE_INFINITY };
}

/** What a call says of the size of its chunks; `'auto'`: by time, but at most `most` items. */
export type SizeWish =
  | { readonly size: number | (() => number) }
  | { readonly size: 'auto'; readonly most: number | undefined; readonly bounds?: SizeBounds };

/** Between which sizes chunks are cut by time. */
export interface SizeBounds {
  /** Items of the first chunk, of which nothing is known yet. */
  readonly first: number;
  readonly most: number;
  /** No task is believed to be faster. */
  readonly minItemMs: number;
  readonly trust: Trust;
  /** A chunk is at least this share of what the time allows, also where few items are left. */
  readonly leastShare: number;
}

export function sizerFor(wish: SizeWish, workforce: Workforce): ChunkSizer {
  if (wish.size !== 'auto') return new FixedChunkSize(wish.size);
  const { bounds = TASKS } = wish;
  const most = Math.min(wish.most ?? bounds.most, bounds.most);
  return new AutoChunkSize(() => workforce.slots, { ...bounds, most }, workforce.pace);
}

export class FixedChunkSize implements ChunkSizer {
  #size: number | (() => number);

  /** A function is asked when the first chunk is cut: by then more may be known of who will run it. */
  constructor(size: number | (() => number)) {
    this.#size = size;
  }

  next(): number {
    if (typeof this.#size !== 'number') this.#size = this.#size();
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

/** How a measurement changes what was believed before. */
export interface Trust {
  /** How much of a faster measurement is believed, 0 to 1. */
  readonly fasterShare: number;
  /**
   * How many slow chunks in a row it takes to be believed, 1 or 2. A single slow one among quick ones is
   * nearly always a pause of the garbage collector.
   */
  readonly slowerNeeds: 1 | 2;
}

/** How long one item of a function takes. */
export class SpeedEstimate {
  readonly #trust: Trust;
  #itemMs: number | undefined;
  /** In the chunk before. */
  #lastMs = 0;

  constructor(trust: Trust) {
    this.#trust = trust;
  }

  /** In ms; `undefined` until something was measured. */
  get itemMs(): number | undefined {
    return this.#itemMs;
  }

  /** `items` tasks took `runMs` in all. */
  observe(items: number, runMs: number): void {
    const nowMs = runMs / items;
    const before = this.#itemMs;
    const { fasterShare, slowerNeeds } = this.#trust;
    const sureMs = slowerNeeds === 1 ? nowMs : Math.min(nowMs, this.#lastMs);
    this.#lastMs = nowMs;
    if (before === undefined) this.#itemMs = nowMs;
    else if (sureMs > before) this.#itemMs = sureMs;
    else if (nowMs < before) this.#itemMs = before + (nowMs - before) * fasterShare;
  }
}

/** At the end each worker still gets several turns, so a slow chunk can be made up for. */
const TURNS_LEFT = 4;
/** A chunk may be so many times the one before: one fast task is not yet a measurement. */
const GROWTH = 4;
/**
 * Where each item is a call and has a result. By 2000 items a chunk's own cost is nothing beside theirs, and larger
 * ones only take memory; the clock's own resolution is 100 ns. Slower is believed at once, faster slowly: too large a chunk
 * costs more than too small a one.
 */
const TASKS: SizeBounds = {
  first: 1,
  most: 2000,
  minItemMs: 0.0001,
  trust: { fasterShare: 0.3, slowerNeeds: 1 },
  leastShare: 0,
};

/**
 * Measures the tasks as they are done, and cuts chunks of some milliseconds.
 *
 *    first chunk   1 item (or what `SizeBounds` says), as long as nothing is known
 *    then          targetMs / time per item, at most GROWTH times the largest so far
 *    at the end    the items left, shared out TURNS_LEFT times among the workers
 */
export class AutoChunkSize implements ChunkSizer {
  readonly #workers: number | (() => number);
  readonly #targetMs: number;
  readonly #bounds: SizeBounds;
  readonly #speed: SpeedEstimate;
  #limit: number;

  /** `workers` may be a function, where their number is not known yet or changes. */
  constructor(
    workers: number | (() => number),
    bounds: Partial<SizeBounds> = TASKS,
    pace: Pace = LOCAL_PACE,
  ) {
    this.#workers = workers;
    this.#targetMs = pace.targetMs;
    this.#bounds = boundsOf(bounds);
    this.#speed = new SpeedEstimate(this.#bounds.trust);
    this.#limit = this.#bounds.first;
  }

  next(remaining: number = Number.POSITIVE_INFINITY): number {
    const { first, most, minItemMs, leastShare } = this.#bounds;
    const { itemMs } = this.#speed;
    const byTime =
      itemMs === undefined ? first : Math.floor(this.#targetMs / Math.max(itemMs, minItemMs));
    const workers = typeof this.#workers === 'number' ? this.#workers : this.#workers();
    const byShare = Math.ceil(remaining / (workers * TURNS_LEFT));
    const least = itemMs === undefined ? 1 : Math.floor(byTime * leastShare);
    const share = Math.max(byShare, least);
    return Math.max(1, Math.min(byTime, share, this.#limit, most));
  }

  observe(items: number, runMs: number): void {
    this.#speed.observe(items, runMs);
    this.#limit = Math.max(this.#limit, items * GROWTH);
  }
}

function boundsOf(given: Partial<SizeBounds>): SizeBounds {
  const {
    first = TASKS.first,
    most = TASKS.most,
    minItemMs = TASKS.minItemMs,
    trust = TASKS.trust,
    leastShare = TASKS.leastShare,
  } = given;
  return { first, most: Math.max(1, most), minItemMs, trust, leastShare };
}
