/** `Event`: a flag that workers wait for. */
import type { WaitOptions } from '../core/api/wait-options.ts';
import { HomeLink } from './link.ts';
import { EventCore } from './objects/event-core.ts';
import { becomeFace, callNow, callWaiting, registerFace } from './shared-object.ts';

/**
 * A flag for the program and all its workers. Differences from CPython: `wait` throws a TimeoutError rather than
 * return false.
 *
 * @example
 * const go = new Event();
 * const task = pool.applyAsync(async () => {
 *   await go.wait();
 *   return 'gone';
 * });
 * await go.set();
 * console.log(await task); // gone
 */
export class Event {
  constructor() {
    becomeFace(this, { kind: 'Event', link: new HomeLink(new EventCore()) });
  }

  /**
   * Sets it: all that wait go on, and nobody waits until it is cleared.
   *
   * @example
   * await new Event().set();
   */
  async set(): Promise<void> {
    await callNow(this, 'set');
  }

  /**
   * Makes it unset again.
   *
   * @example
   * await new Event().clear();
   */
  async clear(): Promise<void> {
    await callNow(this, 'clear');
  }

  /**
   * Whether it is set.
   *
   * @example
   * console.log(await new Event().isSet()); // false
   */
  async isSet(): Promise<boolean> {
    return (await callNow(this, 'isSet')) as boolean;
  }

  /**
   * Waits until it is set.
   *
   * @throws TimeoutError · `signal.reason` · PoolStateError if the program in which it lives is gone
   * @example
   * const event = new Event();
   * await event.set();
   * await event.wait({ timeout: 1000 });
   */
  async wait(wait?: number | WaitOptions): Promise<void> {
    await callWaiting(this, { method: 'wait' }, wait);
  }
}

registerFace('Event', Event);
