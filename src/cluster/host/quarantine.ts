/**
 * Chunks that cannot be run on this host and perhaps on others: a dependency that is not installed, an
 * initializer that fails, a module of another version. Fails fast and so would eat the queue: after some in a row
 * of one function the host takes nothing for a while, longer each time.
 *
 *    taking ── MOST failures of one function, others are there ──► quarantined ── 10 s, 30 s, 90 s, … ──► taking
 *       └── one that succeeds forgets its function's failures       └──────── told to take work again ──────┘
 *
 * Back from quarantine the next failure brings it there again.
 */
import { LruCache } from '../../core/base/lru-cache.ts';

export interface QuarantineEvents {
  /** Takes nothing for `ms`. */
  readonly onBegin: (ms: number) => void;
  readonly onEnd: () => void;
}

export class Quarantine implements Disposable {
  /** How many chunks could not be run here. */
  failures = 0;
  readonly #events: QuarantineEvents;
  /** By function: failures in a row. */
  readonly #strikes = new LruCache<string, number>(MAX_FUNCTIONS);
  #lastMs = 0;
  #untilMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(events: QuarantineEvents) {
    this.#events = events;
  }

  /** When the host takes work again, in ms since 1970; `undefined`: it does. */
  get untilMs(): number | undefined {
    return this.#untilMs;
  }

  /** A chunk of function `key` was run. */
  succeed(key: string): void {
    if (this.#strikes.get(key) === undefined) return;
    this.#strikes.delete(key);
    this.#lastMs = 0;
  }

  /** A chunk of function `key` cannot be run here; `isElsewhere`: another host may. */
  fail(key: string, isElsewhere: boolean): void {
    this.failures += 1;
    if (!isElsewhere) return;
    const strikes = (this.#strikes.get(key) ?? 0) + 1;
    this.#strikes.set(key, Math.min(strikes, MOST - 1));
    if (strikes >= MOST && this.#untilMs === undefined) this.#begin();
  }

  /** Takes work again, as if nothing had happened. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.#untilMs === undefined) return;
    this.#untilMs = undefined;
    this.#events.onEnd();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #begin(): void {
    this.#lastMs = Math.min(3 * this.#lastMs || FIRST_MS, LONGEST_MS);
    this.#untilMs = Date.now() + this.#lastMs;
    this.#timer = setTimeout(() => this.end(), this.#lastMs).unref();
    this.#events.onBegin(this.#lastMs);
  }
}

/** One may be bad luck; each costs a round trip and no result. */
const MOST = 3;
const FIRST_MS = 10_000;
const LONGEST_MS = 600_000;
const MAX_FUNCTIONS = 1000;
