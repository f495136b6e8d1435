/** A barrier where it lives. It breaks as soon as it cannot become complete any more, as far as can be known. */
import { BrokenBarrierError } from '../../core/base/errors.ts';
import type { Call, Holder } from '../call.ts';
import type { Packed } from '../values/packed.ts';
import { invokeAmong, type ServedCore } from './served-core.ts';
import { WaitingLine } from './waiting-line.ts';

const METHODS = ['wait', 'reset', 'isBroken'] as const;

export class BarrierCore implements ServedCore {
  readonly #parties: number;
  /** `note`: who came as the how-manieth. */
  readonly #line = new WaitingLine<number, number>('the barrier was not complete');
  /** Those that have a proxy: any of them may be waited for. */
  readonly #given = new Set<Holder>();
  #isBroken = false;

  constructor(parties: number) {
    this.#parties = parties;
  }

  invoke(call: Call, method: string, args: Packed): unknown {
    return invokeAmong(this, METHODS, { call, method, args });
  }

  /** @throws BrokenBarrierError · TimeoutError */
  wait(call: Call): number | Promise<number> {
    if (this.#isBroken) throw new BrokenBarrierError('the barrier is broken: reset it');
    const index = this.#line.size;
    if (index < this.#parties - 1) return this.#waitFor(call, index);
    for (let { first } = this.#line; first !== undefined; { first } = this.#line)
      first.resolve(first.note);
    return index;
  }

  reset(): void {
    this.#isBroken = false;
    this.#line.rejectAll(() => new BrokenBarrierError('the barrier was reset'));
  }

  isBroken(): boolean {
    return this.#isBroken;
  }

  given(holder: Holder): void {
    this.#given.add(holder);
  }

  released(holder: Holder): void {
    this.#given.delete(holder);
  }

  forget(holder: Holder): void {
    this.#line.forget(holder);
    const isParty = this.#given.delete(holder);
    if (isParty && this.#line.size > 0) this.#break('a worker that has it is gone');
  }

  async #waitFor(call: Call, index: number): Promise<number> {
    try {
      return await this.#line.wait(call, index);
    } catch (error) {
      if (!(error instanceof BrokenBarrierError)) this.#break('somebody has given up');
      throw error;
    }
  }

  #break(why: string): void {
    this.#isBroken = true;
    this.#line.rejectAll(() => new BrokenBarrierError(`the barrier broke: ${why}`));
  }
}
