/**
 * Outcomes on their way to whoever iterates: put in as they come, taken out in the order asked for.
 *
 *    put(2) put(0) ──► held { 2 }   ready [ 0 ] ──► take
 *
 * Ordered: an outcome is ready when all before it are. Unordered: at once.
 */
import { Deque } from '../base/deque.ts';
import type { Outcome } from '../base/outcome.ts';
import type { SaidMessage } from '../wire/messages.ts';
import type { Chunk, Speaker } from './chunk.ts';

export type Order = 'input' | 'completion';

/** Where outcomes wait for their reader. */
export interface Results {
  /** How many can be taken now. */
  readonly size: number;
  /** Of how many items everything has been taken. */
  readonly consumed: number;
  put(position: number, outcome: Outcome<unknown>): void;
  /** Puts `outcome` behind all others, whatever has become of them. */
  putLast(outcome: Outcome<unknown>): void;
  take(): Outcome<unknown> | undefined;
  clear(): void;
  /** Of items that have several: one of them. Only where that may be. */
  add?(chunk: Chunk, said: SaidMessage, from: Speaker): void;
  /** Lets tasks go on without their reader. */
  readEagerly?(): void;
}

export class ResultBuffer implements Results {
  consumed = 0;
  readonly #order: Order;
  readonly #ready = new Deque<Outcome<unknown>>();
  readonly #held = new Map<number, Outcome<unknown>>();
  #nextPosition = 0;

  constructor(order: Order) {
    this.#order = order;
  }

  put(position: number, outcome: Outcome<unknown>): void {
    if (this.#order === 'completion') {
      this.#ready.push(outcome);
      return;
    }
    if (position !== this.#nextPosition) {
      this.#held.set(position, outcome);
      return;
    }
    this.#ready.push(outcome);
    this.#nextPosition += 1;
    if (this.#held.size > 0) this.#release();
  }

  /** What was held up by the outcome that has just come. */
  #release(): void {
    for (;;) {
      const next = this.#held.get(this.#nextPosition);
      if (next === undefined) return;
      this.#held.delete(this.#nextPosition);
      this.#nextPosition += 1;
      this.#ready.push(next);
    }
  }

  /** Puts `outcome` behind all others, whatever has become of them. */
  putLast(outcome: Outcome<unknown>): void {
    this.#held.clear();
    this.#ready.push(outcome);
  }

  /** How many can be taken now. */
  get size(): number {
    return this.#ready.size;
  }

  take(): Outcome<unknown> | undefined {
    const outcome = this.#ready.shift();
    if (outcome !== undefined) this.consumed += 1;
    return outcome;
  }

  clear(): void {
    this.#ready.clear();
    this.#held.clear();
  }
}
