/** How many calls of one object run at once: the others wait, and come in the order in which they were made. */
import { isThenable } from '../../core/base/thenable.ts';

export interface Turns {
  /** Calls `fn` when it is its turn: now, if nobody is before it. The turn is over when what it returns is. */
  run<T>(fn: () => T): T | Promise<Awaited<T>>;
}

/** For objects that may be called by many at once. */
export const AT_ONCE: Turns = { run: (fn) => fn() };

export class LimitedTurns implements Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  run<T>(fn: () => T): T | Promise<Awaited<T>> {
    if (this.#free === 0) return this.#runLater(fn);
    const value = fn(); // if it throws or returns at once, the turn is over
    return isThenable(value) ? this.#hold(value) : value;
  }

  async #runLater<T>(fn: () => T): Promise<Awaited<T>> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
    // The turn of whoever was before has become this one's.
    try {
      return await fn();
    } finally {
      this.#pass();
    }
  }

  async #hold<T>(value: T): Promise<Awaited<T>> {
    this.#free -= 1;
    try {
      return await value;
    } finally {
      this.#pass();
    }
  }

  #pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
