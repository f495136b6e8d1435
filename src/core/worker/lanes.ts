/**
 * Several loops beside each other in one worker, each with a chunk of its own (`concurrency`). Whose task is calling is
 * known by the async context.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export class Lanes<L> {
  readonly all: readonly L[];
  readonly #first: L;
  readonly #calling = new AsyncLocalStorage<L>();

  constructor(first: L, others: readonly L[]) {
    this.#first = first;
    this.all = [first, ...others];
  }

  /** The one whose task is calling; between tasks, the first. */
  get calling(): L {
    return this.#calling.getStore() ?? this.#first;
  }

  /** Has each look for something to run. */
  wake(look: (lane: L) => void): void {
    for (const lane of this.all) this.#calling.run(lane, look, lane);
  }
}
