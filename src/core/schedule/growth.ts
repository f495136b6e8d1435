/**
 * Lets an elastic crew grow when work has waited for too long.
 *
 *    something waits ──► growAfter ──► it still waits: more workers ──► growAfter ──► …
 *
 * What was there when the wait began has to be there at its end: a queue that is never empty and moves on quickly needs
 * nobody.
 */
import { timerMs, unref } from '../base/timer.ts';

export interface GrowthOptions {
  readonly afterMs: number;
  readonly crew: { readonly size: { readonly isFull: boolean }; grow(): void };
  readonly queue: { oldestMs(): number | undefined };
}

export class Growth {
  readonly #options: GrowthOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: GrowthOptions) {
    this.#options = options;
  }

  /** Something has been dispatched: does anything still wait? */
  look(): void {
    const { crew, queue, afterMs } = this.#options;
    if (this.#timer !== undefined) return;
    const oldestMs = queue.oldestMs();
    if (oldestMs === undefined || crew.size.isFull) return;
    const newest = performance.now();
    this.#timer = setTimeout(() => this.#decide(newest), timerMs(afterMs));
    unref(this.#timer);
  }

  /** `newest`: what is waited for was there by then. */
  #decide(newest: number): void {
    const { crew, queue } = this.#options;
    this.#timer = undefined;
    const oldestMs = queue.oldestMs();
    if (oldestMs !== undefined && oldestMs <= newest) crew.grow();
    this.look();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
