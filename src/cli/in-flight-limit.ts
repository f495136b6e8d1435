/**
 * Limits how many records are in the pool and not done: about half a second of work, so that the first
 * Ctrl-C, which waits for them, is soon over, and never so few that a worker waits for this process.
 *
 *    source ── acquire ──► [ waiting or running in the pool ] ── complete ──► done
 *
 * Results that are done and wait for their turn in the output do not count: quick records overtake a slow
 * one as far as the buffer goes.
 */
import { Deque } from '../core/base/deque.ts';

/** A longer time makes Ctrl-C wait longer; with a shorter one workers wait more often for their next record. */
const AHEAD_MS = 500;

export interface InFlightLimitOptions {
  /** With fewer, workers would be idle, or a chunk never full. */
  readonly min: number;
  readonly max: number;
  readonly now?: () => number;
}

export class InFlightLimit {
  readonly #options: InFlightLimitOptions;
  readonly #now: () => number;
  readonly #waiting = new Deque<() => void>();
  #limit: number;
  #acquired = 0;
  /** Records completed since the limit was last adjusted. */
  #completed = 0;
  #adjustedAtMs: number;

  constructor(options: InFlightLimitOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#limit = options.min;
    this.#adjustedAtMs = this.#now();
  }

  /** Whether one more record may be given to the pool; if so, it counts from now on. */
  tryAcquire(): boolean {
    if (this.#acquired >= this.#limit) return false;
    this.#acquired += 1;
    return true;
  }

  /** Waits until `tryAcquire` succeeds. First come, first served. */
  async acquire(): Promise<void> {
    if (this.tryAcquire()) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The pool has completed `count` records: releases them, and adjusts the limit to their speed. */
  complete(count: number): void {
    this.#completed += count;
    this.#adjust();
    this.release(count);
  }

  /** Gives back what was acquired when there was no record to use it for. */
  release(count: number): void {
    this.#acquired -= count;
    while (this.#waiting.size > 0 && this.tryAcquire()) this.#waiting.shift()?.();
  }

  /** How long it takes to complete as many records as the limit allows is how long the work in the pool lasts. */
  #adjust(): void {
    const nowMs = this.#now();
    const lastedMs = nowMs - this.#adjustedAtMs;
    const isWhole = this.#completed >= this.#limit;
    if (!isWhole && lastedMs <= AHEAD_MS) return;
    if (lastedMs > AHEAD_MS)
      this.#resize(Math.max((this.#completed * AHEAD_MS) / lastedMs, this.#limit / 2));
    else if (lastedMs < AHEAD_MS / 2) this.#resize(this.#limit * 2);
    this.#completed = 0;
    this.#adjustedAtMs = nowMs;
  }

  #resize(limit: number): void {
    const { min, max } = this.#options;
    this.#limit = Math.max(min, Math.min(max, Math.round(limit)));
  }
}
