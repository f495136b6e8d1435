/** What `acquire` gives: the right to go on, until it is given back. */
import { PoolStateError } from '../core/base/errors.ts';
import { NOT_SENDABLE } from '../core/codec/crossing/forbid-crossing.ts';

/**
 * An acquisition of a lock or a semaphore. It is given back by `release`, or at the end of its block.
 *
 * @example
 * const lock = new Lock();
 * await using held = await lock.acquire();
 * if (held.abandoned) console.log('the worker that had it died with it');
 */
export interface Held extends AsyncDisposable {
  /** Whether whoever had it before died with it: what it protects may be half done. */
  readonly abandoned: boolean;

  /**
   * Gives it back.
   *
   * @throws PoolStateError if that was done already
   * @example
   * const held = await new Lock().acquire();
   * await held.release();
   */
  release(): Promise<void>;
}

export class Acquisition implements Held {
  readonly abandoned: boolean;
  /** Of its own, and so structured clone refuses it: what would arrive would hold nothing. */
  readonly release: () => Promise<void>;
  readonly #giveBack: (held: Held) => Promise<unknown>;
  #isReleased = false;

  constructor(abandoned: boolean, giveBack: (held: Held) => Promise<unknown>) {
    this.abandoned = abandoned;
    this.#giveBack = giveBack;
    this.release = () => this.#release();
  }

  /** After `release` there is nothing to do. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isReleased) await this.#release();
  }

  async #release(): Promise<void> {
    if (this.#isReleased) throw new PoolStateError('this acquisition has been released already');
    this.#isReleased = true;
    await this.#giveBack(this);
  }
}

Object.defineProperty(Acquisition.prototype, NOT_SENDABLE, {
  value: 'an acquisition: it belongs to the worker or program that has acquired it',
});
