/** `Semaphore`: so many at a time, over all workers. */
import type { WaitOptions } from '../core/api/wait-options.ts';
import { checkInteger } from '../core/base/check.ts';
import { acquire, runHeld } from './acquire.ts';
import type { Held } from './held.ts';
import { HomeLink } from './link.ts';
import { SemaphoreCore } from './objects/semaphore-core.ts';
import { becomeFace, callNow, registerFace } from './shared-object.ts';

/**
 * As `Lock`, for so many at a time. It is bounded: nobody can release what was not acquired (CPython:
 * `BoundedSemaphore`).
 *
 * @example
 * const connections = new Semaphore(2);
 * await pool.map(async (url: string) => await connections.run(() => url.length), ['a', 'b', 'c']);
 */
export class Semaphore {
  /**
   * @param slots how many may have it at a time, 1 or more
   * @throws OptionError
   */
  constructor(slots: number) {
    const core = new SemaphoreCore(checkInteger('slots', slots, 1), 'the semaphore');
    becomeFace(this, { kind: 'Semaphore', link: new HomeLink(core) });
  }

  /**
   * Waits until there is a slot, and takes it.
   *
   * @throws TimeoutError · `signal.reason` · PoolStateError if the program in which it lives is gone
   * @example
   * const semaphore = new Semaphore(2);
   * await using held = await semaphore.acquire();
   */
  acquire(wait?: number | WaitOptions): Promise<Held> {
    return acquire(this, wait);
  }

  /**
   * Calls `fn` while a slot is held, and releases it.
   *
   * @example
   * const three = await new Semaphore(2).run(() => 3);
   */
  async run<T>(fn: (held: Held) => T, wait?: number | WaitOptions): Promise<Awaited<T>> {
    return await runHeld(this, fn, wait);
  }

  /**
   * Whether no slot is free.
   *
   * @example
   * console.log(await new Semaphore(2).isLocked()); // false
   */
  async isLocked(): Promise<boolean> {
    return (await callNow(this, 'isLocked')) as boolean;
  }
}

registerFace('Semaphore', Semaphore);
