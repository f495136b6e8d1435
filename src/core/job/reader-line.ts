/**
 * What a task whose values are read one by one may still send. A chunk has one for all its items, which run one after
 * another.
 *
 *    worker ── value ──► [ not read yet: at most `ahead` ] ── take ──► reader
 *       ▲                                                      │
 *       └──────────── credit, when half of it is read ◄────────┘
 *
 * A task that may send nothing more is held: it waits for its reader, so its time does not count, and the program does
 * not stay alive for it.
 */
export interface ReaderLineOptions {
  readonly ahead: number;
  /** Lets the worker send so many more. */
  readonly grant: (count: number) => void;
  /** Told when the task is held, and when it is no more. */
  readonly onChange: () => void;
}

/** More than anybody sends. */
const UNLIMITED = 2 ** 31;

export class ReaderLine {
  readonly #options: ReaderLineOptions;
  /** So many may still come. */
  #left: number;
  /** So many were read, and the worker has not been told. */
  #read = 0;
  #heldSinceMs: number | undefined;
  #heldMs = 0;
  /** Of the item whose value came last; -1: none has come. */
  offset = -1;

  constructor(options: ReaderLineOptions) {
    this.#options = options;
    this.#left = options.ahead;
  }

  get isHeld(): boolean {
    return this.#heldSinceMs !== undefined;
  }

  /** For how long it has been held in all. */
  get heldMs(): number {
    const sinceMs = this.#heldSinceMs;
    return this.#heldMs + (sinceMs === undefined ? 0 : performance.now() - sinceMs);
  }

  /** A value has come, of the item at `offset`. */
  noteValue(offset: number): void {
    this.offset = offset;
    this.#left -= 1;
    if (this.#left > 0) return;
    this.#heldSinceMs = performance.now();
    this.#options.onChange();
  }

  /** One of them has been read. */
  noteRead(): void {
    this.#read += 1;
    if (this.#read >= this.#options.ahead / 2) this.#grant(this.#read);
  }

  /** Nothing is held any more, whether it is read or not. */
  open(): void {
    if (this.#left < UNLIMITED / 2) this.#grant(UNLIMITED);
  }

  #grant(count: number): void {
    this.#read = 0;
    this.#left += count;
    this.#heldMs = this.heldMs;
    this.#heldSinceMs = undefined;
    this.#options.grant(count);
    this.#options.onChange();
  }
}
