/**
 * Jobs that are over and still have something in the engine: chunks, bodies, hosts that run them. It is taken
 * away in the background; the end of the pool waits for it, though not for ever.
 */
import { TimeoutError } from '../../core/base/errors.ts';
import { within } from '../../core/base/within.ts';

export interface CleanupOptions {
  /** How long the end may wait. */
  readonly limitMs: number;
  /** Called when something has been taken away, however that ended. */
  readonly onSettled: () => void;
}

export class Cleanup {
  readonly #options: CleanupOptions;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: CleanupOptions) {
    this.#options = options;
  }

  /** Whether something is being taken away. */
  get isBusy(): boolean {
    return this.#underWay.size > 0;
  }

  /** Takes charge of `work`. It may fail: then the connection is gone, and with it what could be done. */
  add(work: Promise<void>): void {
    const done = work
      .catch(() => {})
      .finally(() => {
        this.#underWay.delete(done);
        this.#options.onSettled();
      });
    this.#underWay.add(done);
  }

  /**
   * Waits for all of it, then for `last`. Settles in any event, after `limitMs` at the latest: a server that
   * does not answer drops what is left by itself, after some days.
   */
  async finish(last: () => Promise<void>): Promise<void> {
    const all = Promise.all([...this.#underWay]).then(last);
    const late = (): Error => new TimeoutError('the server did not answer in time');
    await within(all, this.#options.limitMs, late).catch(() => {});
  }
}
