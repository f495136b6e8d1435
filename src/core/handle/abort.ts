/**
 * A chunk whose worker has been asked to bring it to an end, and has some time for that.
 *
 *    asked ──┬── done in time ──► the worker is free again
 *            └── too late ──────► it is ended
 */
import type { AbortCause } from '../base/abort-cause.ts';
import { timerMs, unref } from '../base/timer.ts';

/** Why, and how long the worker may take. 0: it is ended at once, and not asked. */
export interface AbortWish {
  readonly cause: AbortCause;
  readonly graceMs: number;
}

export const AT_ONCE: AbortWish = { cause: 'cancelled', graceMs: 0 };

export class Abort {
  readonly graceMs: number;
  readonly #timer: NodeJS.Timeout;

  constructor(graceMs: number, onLate: () => void) {
    this.graceMs = graceMs;
    this.#timer = setTimeout(onLate, timerMs(graceMs));
    unref(this.#timer);
  }

  /** The chunk has come to its end, or its worker has. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}
