/**
 * A condition where it lives: a lock, and a line of those that have given it away until somebody notifies them.
 * Whoever is notified gets the lock back first; if it dies before, the next in the line is notified instead.
 */
import { PoolStateError } from '../../core/base/errors.ts';
import type { Call, Holder } from '../call.ts';
import type { Packed } from '../values/packed.ts';
import { type Grant, packGrant, type SemaphoreCore } from './semaphore-core.ts';
import { invokeAmong, type ServedCore } from './served-core.ts';
import { WaitingLine } from './waiting-line.ts';

const METHODS = ['release', 'isLocked', 'wait', 'notify', 'notifyAll'] as const;

export class ConditionCore implements ServedCore {
  readonly #lock: SemaphoreCore;
  readonly #line = new WaitingLine<void>('nobody has notified');
  /** Those that were notified and have not got the lock back. */
  readonly #notified = new Set<{ readonly holder: Holder }>();

  constructor(lock: SemaphoreCore) {
    this.#lock = lock;
  }

  invoke(call: Call, method: string, args: Packed): unknown {
    if (method === 'acquire') return packGrant(this.acquire(call));
    return invokeAmong(this, METHODS, { call, method, args });
  }

  acquire(call: Call): Grant | Promise<Grant> {
    return this.#lock.acquire(call);
  }

  release(call: Call, id: number): void {
    this.#lock.release(call, id);
  }

  isLocked(): boolean {
    return this.#lock.isLocked();
  }

  /** Also gets the lock back before it fails. @throws PoolStateError · TimeoutError */
  async wait(call: Call): Promise<void> {
    const id = this.#checkHeld(call, 'wait');
    this.#lock.suspend(id);
    const entry = { holder: call.holder };
    try {
      await this.#line.wait(call, undefined);
      this.#notified.add(entry);
    } finally {
      await this.#lock.resume(call.holder, id);
      this.#notified.delete(entry);
    }
  }

  notify(call: Call, count = 1): void {
    this.#checkHeld(call, 'notify');
    this.#wake(count);
  }

  notifyAll(call: Call): void {
    this.#checkHeld(call, 'notifyAll');
    this.#line.resolveAll(undefined);
  }

  forget(holder: Holder): void {
    this.#line.forget(holder);
    for (const entry of this.#notified) {
      if (entry.holder !== holder) continue;
      this.#notified.delete(entry);
      this.#wake(1);
    }
    this.#lock.forget(holder);
  }

  #wake(count: number): void {
    for (let left = count; left > 0; left -= 1) this.#line.first?.resolve(undefined);
  }

  #checkHeld({ holder }: Call, method: string): number {
    const id = this.#lock.heldBy(holder);
    if (id === undefined)
      throw new PoolStateError(`${method}() needs the lock: acquire the condition first`);
    return id;
  }
}
