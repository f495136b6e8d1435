/**
 * Locks and semaphores where they live. Invariant: a slot is free only if nobody waits; who gives one back hands it to
 * the first in the line in the same step.
 */
import { PoolStateError } from '../../core/base/errors.ts';
import { Call, type Holder } from '../call.ts';
import type { Packed } from '../values/packed.ts';
import { invokeAmong, type ServedCore } from './served-core.ts';
import { WaitingLine } from './waiting-line.ts';

/** What an acquisition is known by, and whether the holder before died with the slot. */
export interface Grant {
  readonly id: number;
  readonly abandoned: boolean;
}

/** A grant as one number, for the way: such a value is written without structured clone. */
export function packGrant(grant: Grant | Promise<Grant>): number | Promise<number> {
  return grant instanceof Promise ? grant.then(numberOf) : numberOf(grant);
}

function numberOf({ id, abandoned }: Grant): number {
  return abandoned ? -id : id; // ids begin with 1
}

export function unpackGrant(packed: number): Grant {
  return { id: Math.abs(packed), abandoned: packed < 0 };
}

const METHODS = ['release', 'isLocked'] as const;

export class SemaphoreCore implements ServedCore {
  readonly #held = new Map<number, Holder>();
  /** `note`: the id that the acquisition is to have. */
  readonly #line: WaitingLine<Grant, number>;
  /** Acquisitions that were given away for a while, and the call that gets them back. */
  readonly #suspended = new Map<number, Call | undefined>();
  #free: number;
  /** How many of the free slots were those of a holder that died. */
  #abandoned = 0;
  #lastId = 0;

  constructor(slots: number, what: string) {
    this.#free = slots;
    this.#line = new WaitingLine(`${what} could not be had`);
  }

  invoke(call: Call, method: string, args: Packed): unknown {
    if (method === 'acquire') return packGrant(this.acquire(call));
    return invokeAmong(this, METHODS, { call, method, args });
  }

  /** @throws TimeoutError */
  acquire(call: Call): Grant | Promise<Grant> {
    this.#lastId += 1;
    return this.#take(call, this.#lastId);
  }

  /** @throws PoolStateError if that is not held by the caller */
  release(call: Call, id: number): void {
    if (this.#suspended.has(id)) {
      this.#suspended.get(id)?.giveUp(new PoolStateError('it was released meanwhile'));
      this.#suspended.delete(id); // it is not to come back
      return;
    }
    if (this.#held.get(id) !== call.holder)
      throw new PoolStateError('this acquisition has been released already');
    this.#held.delete(id);
    this.#passOn(false);
  }

  isLocked(): boolean {
    return this.#free === 0;
  }

  /** The acquisition of that holder, if it has one. */
  heldBy(holder: Holder): number | undefined {
    return [...this.#held].find(([, one]) => one === holder)?.[0];
  }

  /** Frees it for a while: `resume` gets it back under the same id. */
  suspend(id: number): void {
    this.#suspended.set(id, undefined);
    this.#held.delete(id);
    this.#passOn(false);
  }

  /** Settles when it is held again, or is not to come back: released meanwhile, or its holder is gone. */
  async resume(holder: Holder, id: number): Promise<void> {
    if (!this.#suspended.has(id)) return;
    const call = new Call(holder);
    this.#suspended.set(id, call);
    try {
      await this.#take(call, id);
    } catch {
      // the reasons above: there is no other
    }
    this.#suspended.delete(id);
  }

  forget(holder: Holder): void {
    this.#line.forget(holder);
    for (const [id, one] of this.#held) {
      if (one !== holder) continue;
      this.#held.delete(id);
      this.#passOn(true);
    }
  }

  #take(call: Call, id: number): Grant | Promise<Grant> {
    if (call.holder.isGone) throw new PoolStateError(`${call.holder.name} is gone`);
    if (this.#free === 0) return this.#line.wait(call, id);
    this.#free -= 1;
    this.#held.set(id, call.holder);
    const abandoned = this.#abandoned > 0;
    if (abandoned) this.#abandoned -= 1;
    return { id, abandoned };
  }

  #passOn(abandoned: boolean): void {
    const { first } = this.#line;
    if (first === undefined) {
      this.#free += 1;
      if (abandoned) this.#abandoned += 1;
      return;
    }
    this.#held.set(first.note, first.holder);
    first.resolve({ id: first.note, abandoned });
  }
}
