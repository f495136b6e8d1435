/**
 * How many records may be in the pool and not done: about half a second of work, so that the first
 * Ctrl-C, which waits for them, is soon over, and never so few that a worker waits for this side.
 *
 *    source ── take ──► [ waiting or running in the pool ] ── giveBack ──► done
 *
 * Results that are done and wait for their turn in the output do not count: quick records overtake a slow
 * one as far as the buffer goes.
 */
import { Deque } from '../core/base/deque.ts';

/** Longer lets Ctrl-C wait; shorter has more of the time in which a worker waits for its next record. */
const AHEAD_MS = 500;

export interface AllowanceOptions {
  /** With fewer, workers would be idle, or a chunk never full. */
  readonly least: number;
  readonly most: number;
  readonly now?: () => number;
}

export class Allowance {
  readonly #options: AllowanceOptions;
  readonly #now: () => number;
  readonly #waiting = new Deque<() => void>();
  #limit: number;
  #taken = 0;
  /** Done since the limit was last looked at. */
  #done = 0;
  #sinceMs: number;

  constructor(options: AllowanceOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#limit = options.least;
    this.#sinceMs = this.#now();
  }

  /** Whether one more record may be given to the pool; if so, it counts from now on. */
  tryTake(): boolean {
    if (this.#taken >= this.#limit) return false;
    this.#taken += 1;
    return true;
  }

  /** As `tryTake`, when there is room. First come, first served. */
  async take(): Promise<void> {
    if (this.tryTake()) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** So many are done. */
  done(count: number): void {
    this.#done += count;
    this.#adjust();
    this.giveBack(count);
  }

  /** So many were taken for nothing: there was no record. */
  giveBack(count: number): void {
    this.#taken -= count;
    while (this.#waiting.size > 0 && this.tryTake()) this.#waiting.shift()?.();
  }

  /** What all of the limit took tells how long the work in the pool lasts. */
  #adjust(): void {
    const nowMs = this.#now();
    const lastedMs = nowMs - this.#sinceMs;
    const isWhole = this.#done >= this.#limit;
    if (!isWhole && lastedMs <= AHEAD_MS) return;
    if (lastedMs > AHEAD_MS)
      this.#resize(Math.max((this.#done * AHEAD_MS) / lastedMs, this.#limit / 2));
    else if (lastedMs < AHEAD_MS / 2) this.#resize(this.#limit * 2);
    this.#done = 0;
    this.#sinceMs = nowMs;
  }

  #resize(limit: number): void {
    const { least, most } = this.#options;
    this.#limit = Math.max(least, Math.min(most, Math.round(limit)));
  }
}
