/** `Lock`: one at a time, over all workers. */
import type { WaitOptions } from '../core/api/wait-options.ts';
import { acquire, runHeld } from './acquire.ts';
import type { Held } from './held.ts';
import { HomeLink } from './link.ts';
import { SemaphoreCore } from './objects/semaphore-core.ts';
import { becomeFace, callNow, registerFace } from './shared-object.ts';

/**
 * A lock for the program and all its workers: capture it in a task, or pass it. Whoever waits gets it in the order of
 * asking; if the worker that has it dies it is free again, and the next one is told by `held.abandoned`.
 *
 * Differences from CPython: an acquisition is released by whoever has it (`held.release()`), not by anybody through
 * the lock; there is no `RLock`, for a task has no identity across `await`.
 *
 * @example
 * const lock = new Lock();
 * await pool.map(async (line: string) => {
 *   await using held = await lock.acquire({ timeout: 5000 });
 *   console.log(line); // one at a time
 * }, ['a', 'b']);
 */
export class Lock {
  constructor() {
    becomeFace(this, { kind: 'Lock', link: new HomeLink(new SemaphoreCore(1, 'the lock')) });
  }

  /**
   * Waits until it is free, and takes it.
   *
   * @throws TimeoutError · `signal.reason` · PoolStateError if the program in which the lock lives is gone
   * @example
   * const lock = new Lock();
   * await using held = await lock.acquire();
   */
  acquire(wait?: number | WaitOptions): Promise<Held> {
    return acquire(this, wait);
  }

  /**
   * Calls `fn` while the lock is held, and releases it.
   *
   * @example
   * const lock = new Lock();
   * const sum = await lock.run(() => 1 + 1); // 2
   */
  async run<T>(fn: (held: Held) => T, wait?: number | WaitOptions): Promise<Awaited<T>> {
    return await runHeld(this, fn, wait);
  }

  /**
   * Whether somebody has it.
   *
   * @example
   * console.log(await new Lock().isLocked()); // false
   */
  async isLocked(): Promise<boolean> {
    return (await callNow(this, 'isLocked')) as boolean; // of our own core, as all that follow
  }
}

registerFace('Lock', Lock);
