/**
 * Where a call was made, for the last part of the stacks of remote errors.
 *
 * Capturing a stack costs 1–10 µs and a kilobyte until the call is over: nothing beside a long task, a quarter of a round
 * trip with a tiny one. So within a turn of the event loop, or a second, only the first `EACH` calls capture their own
 * (twice as many at most). Those after them share the last one, and say so. If one fails while somebody awaits it, the stack of
 * who awaits takes its place (`waiter-stack.ts`).
 */
import { setImmediate, setTimeout } from '../base/node-turns.ts';
import { stackOf } from '../base/stack-of.ts';
import type { JobOptions } from '../job/job-options.ts';

/** Calls of one turn, or second, that get a stack of their own. */
const EACH = 100;

/** An object with a `stack`, formatted only if somebody reads it. */
export interface CallerStack {
  readonly stack?: string;
}

/** Within what time calls may share a stack. */
export interface Rush {
  /** As in "more than 100 calls were made in this turn". */
  readonly span: string;
  /** Calls `then` when it is over. */
  wait(then: () => void): void;
}

const TURN: Rush = {
  span: 'turn',
  wait(then) {
    setImmediate(then);
  },
};

/** For calls whose failure goes to a promise: whoever awaits it is found then. */
export const SECOND: Rush = {
  span: 'second',
  wait(then) {
    setTimeout(then, 1000).unref();
  },
};

export class CallerStacks {
  readonly #rush: Rush;
  /** Of those that captured their own, since the last hundred or the begin of the turn. */
  #count = 0;
  /** Whether a hundred were made in this turn or shortly before, and the end of the turn is waited for. */
  #isRush = false;
  #shared: CallerStack | undefined;

  constructor(rush: Rush = TURN) {
    this.#rush = rush;
  }

  /** The stack below `method`, the public method that was called. */
  capture(method: (...args: never[]) => unknown): CallerStack {
    if (this.#shared !== undefined) return this.#shared;
    this.#count += 1;
    const own: CallerStack = {};
    Error.captureStackTrace(own, method);
    if (this.#count === EACH) this.#onHundred(own);
    return own;
  }

  /** Only then the turn is looked at: for one call in each turn that would take longer than its stack. */
  #onHundred(last: CallerStack): void {
    if (this.#isRush) this.#shared = new SharedStack(last, this.#rush.span);
    else this.#rush.wait(() => this.#endRush());
    this.#count = 0;
    this.#isRush = true;
  }

  #endRush(): void {
    this.#count = 0;
    this.#isRush = false;
    this.#shared = undefined;
  }
}

/** Of many calls in one turn, or in another span. */
export class SharedStack implements CallerStack {
  readonly #own: CallerStack;
  readonly #span: string;
  /** What else they have in common, if that is everything. */
  common: JobOptions | undefined;

  constructor(own: CallerStack, span: string = TURN.span) {
    this.#own = own;
    this.#span = span;
  }

  get stack(): string {
    const note = `    (more than ${EACH} calls were made in this ${this.#span}: this is where one of them was)`;
    return `${stackOf(this.#own) ?? 'Error'}\n${note}`;
  }
}
