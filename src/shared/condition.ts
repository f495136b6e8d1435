/** `Condition`: a lock with a place to wait until something has changed. */
import type { WaitOptions } from '../core/api/wait-options.ts';
import { checkInteger, refused } from '../core/base/check.ts';
import { acquire, runHeld } from './acquire.ts';
import type { Held } from './held.ts';
import { HomeLink } from './link.ts';
import { Lock } from './lock.ts';
import { ConditionCore } from './objects/condition-core.ts';
import { SemaphoreCore } from './objects/semaphore-core.ts';
import { becomeFace, callNow, callWaiting, linkOf, registerFace } from './shared-object.ts';

/**
 * A lock, and those that wait until whoever has it notifies them. Differences from CPython: no `wait_for` (a loop
 * around `wait` says the same), and `wait` throws a TimeoutError rather than return false.
 *
 * @example
 * const changed = new Condition();
 * const waiting = changed.run(async () => await changed.wait());
 * await changed.run(async () => await changed.notifyAll());
 * await waiting;
 */
export class Condition {
  /**
   * @param lock the lock to use; one that was made in the same program. Default: a new one
   * @throws OptionError
   */
  constructor(lock?: Lock) {
    const core = new ConditionCore(
      lock === undefined ? new SemaphoreCore(1, 'the lock') : coreOf(lock),
    );
    becomeFace(this, { kind: 'Condition', link: new HomeLink(core) });
  }

  /**
   * Waits until the lock is free, and takes it.
   *
   * @throws TimeoutError · `signal.reason` · PoolStateError if the program in which it lives is gone
   * @example
   * const condition = new Condition();
   * await using held = await condition.acquire();
   */
  async acquire(wait?: number | WaitOptions): Promise<Held> {
    return await acquire(this, wait);
  }

  /**
   * Calls `fn` while the lock is held, and releases it.
   *
   * @example
   * const three = await new Condition().run(() => 3);
   */
  async run<T>(fn: (held: Held) => T, wait?: number | WaitOptions): Promise<Awaited<T>> {
    return await runHeld(this, fn, wait);
  }

  /**
   * Whether somebody has the lock.
   *
   * @example
   * console.log(await new Condition().isLocked()); // false
   */
  async isLocked(): Promise<boolean> {
    return (await callNow(this, 'isLocked')) as boolean;
  }

  /**
   * Gives the lock away until somebody notifies; then gets it back. Also when it fails it has the lock again.
   *
   * @throws PoolStateError without the lock · TimeoutError · `signal.reason`
   * @example
   * const condition = new Condition();
   * await condition.run(async () => await condition.wait(10).catch(() => 'nobody'));
   */
  async wait(wait?: number | WaitOptions): Promise<void> {
    await callWaiting(this, { method: 'wait' }, wait);
  }

  /**
   * Wakes so many of those that wait, the first first. They go on when they have the lock.
   *
   * @throws PoolStateError without the lock · OptionError
   * @example
   * const condition = new Condition();
   * await condition.run(async () => await condition.notify());
   */
  async notify(count = 1): Promise<void> {
    await callNow(this, 'notify', [checkInteger('count', count, 1)]);
  }

  /**
   * Wakes all that wait.
   *
   * @throws PoolStateError without the lock
   * @example
   * const condition = new Condition();
   * await condition.run(async () => await condition.notifyAll());
   */
  async notifyAll(): Promise<void> {
    await callNow(this, 'notifyAll');
  }
}

function coreOf(lock: Lock): SemaphoreCore {
  const link = (lock as unknown) instanceof Lock ? linkOf(lock) : undefined;
  const core = link instanceof HomeLink ? link.core : undefined;
  if (core instanceof SemaphoreCore) return core;
  throw refused('lock', lock, 'must be a Lock that was made in this program');
}

registerFace('Condition', Condition);
