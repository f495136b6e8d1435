/**
 * Whether this host fits the pool at all. One with another key, or a clock that is hours off, would go on taking chunks
 * only to refuse them, and each would wait for a host that can run it.
 *
 *    closed ── MOST refused, and nothing accepted lately ──► open: takes nothing ── PAUSE_MS ──► closed, next refusal opens it
 *       └──────────────── anything accepted: a chunk, an order, a submitter's question ──────────────┘
 *
 * Garbage that is signed with a stranger's key looks the same. So who has accepted something in the last minutes goes on,
 * whatever else comes; submitters at work ask every few seconds.
 */
export interface BreakerEvents {
  /** Takes nothing for `ms`; `why`: the last refusal. */
  readonly onOpen: (ms: number, why: string) => void;
  /** It may take work again; `isAccepted`: it has accepted something, and the pause is not just over. */
  readonly onClose: (isAccepted: boolean) => void;
}

export class RefusalBreaker implements Disposable {
  readonly #events: BreakerEvents;
  #refusals = 0;
  #acceptedMs = Number.NEGATIVE_INFINITY;
  /** Runs while it is open. */
  #pause: NodeJS.Timeout | undefined;

  constructor(events: BreakerEvents) {
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#pause !== undefined;
  }

  accept(): void {
    this.#acceptedMs = performance.now();
    this.#refusals = 0;
    this.#close(true);
  }

  /** Something was refused that other hosts might accept. */
  refuse(why: string): void {
    if (this.isOpen || performance.now() - this.#acceptedMs < TRUSTED_MS) return;
    this.#refusals += 1;
    if (this.#refusals < MOST) return;
    this.#refusals = MOST - 1;
    this.#pause = setTimeout(() => this.#close(false), PAUSE_MS).unref();
    this.#events.onOpen(PAUSE_MS, why);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#pause);
  }

  #close(isAccepted: boolean): void {
    if (!this.isOpen) return;
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#events.onClose(isAccepted);
  }
}

const MOST = 3;
const PAUSE_MS = 10_000;
const TRUSTED_MS = 600_000;
