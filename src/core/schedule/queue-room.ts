/**
 * Who waits until fewer items wait to be started: whoever awaits `drained`, and iterators of a pool whose queue is full.
 *
 *    drained(below) ──►  [ … ]  ── fewer than `below` wait ──► settles
 *    awaitRoom(job) ──►  [ … ]  ── fewer than `maxQueue` ────► pulls
 */
import type { ItemCounts } from '../job/item-counts.ts';

/** What reads on when there is room. */
export interface Reader {
  pull(): void;
}

interface Waiting {
  readonly below: number;
  readonly settle: () => void;
}

export class QueueRoom {
  readonly #counts: ItemCounts;
  readonly #workers: () => Iterable<WithHands>;
  #waiting: Waiting[] = [];
  readonly #readers = new Set<Reader>();

  constructor(counts: ItemCounts, workers: () => Iterable<WithHands>) {
    this.#counts = counts;
    this.#workers = workers;
  }

  /** How many items have not been started. */
  get queued(): number {
    return Math.max(0, this.#counts.pending - countRunning(this.#workers()));
  }

  get isAwaited(): boolean {
    return this.#waiting.length > 0 || this.#readers.size > 0;
  }

  /** Settles when fewer than so many items wait. */
  async drained(below: number): Promise<void> {
    if (this.queued < below) return;
    await new Promise<void>((settle) => {
      this.#waiting.push({ below, settle });
    });
  }

  /** `reader` found no room: it pulls when there is some, those first that have waited longest. */
  awaitRoom(reader: Reader): void {
    this.#readers.add(reader);
  }

  /** Fewer may wait than before. */
  look(): void {
    if (this.#waiting.length > 0) this.#settleBelow(this.queued);
    if (this.#readers.size > 0 && this.#counts.pending < this.#counts.most) this.#pull();
  }

  /** Nothing will ever start any more. */
  end(): void {
    this.#settleBelow(Number.NEGATIVE_INFINITY);
    this.#readers.clear();
  }

  #settleBelow(queued: number): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ below }) => queued >= below);
    for (const { below, settle } of waiting) if (queued < below) settle();
  }

  #pull(): void {
    const readers = [...this.#readers];
    this.#readers.clear();
    for (const reader of readers) reader.pull();
  }
}

/** A worker, as far as it has something in hand. */
export interface WithHands {
  /** How many chunks it runs at once. Default: 1. */
  readonly concurrency?: number;
  readonly inHand: { readonly size: number };
}

/** How many items run now: at most one of each chunk that a worker may run at once. */
export function countRunning(workers: Iterable<WithHands>): number {
  let running = 0;
  for (const { inHand, concurrency = 1 } of workers) running += Math.min(inHand.size, concurrency);
  return running;
}
