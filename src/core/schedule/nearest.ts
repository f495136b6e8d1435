/**
 * Which of two workers with nothing to do gets a call that comes alone.
 *
 *    on the program's core    12 µs there and back
 *    on another core          75 µs: that core sleeps, and has to be woken each time
 *
 * Where a worker runs is up to the system, which changes it at any time and tells nobody. So a program that waits for each result
 * before its next call stays with the worker that it had before as long as that answers quickly, and
 * tries the other one when it has not for some calls; for more and more, as long as that is no better. (Measured on two virtual cores. Where a
 * core is woken in a few microseconds, nobody is slow, and nothing changes.)
 *
 * The first thousands of calls are slow because nothing is compiled yet, and would be so again with a worker that is new to them.
 */

/** A worker, as far as it matters here. */
export interface Answering {
  readonly id: number;
  /** How long its last chunk was on its way, there and back, in ms. 0: it ran for longer, and its way does not matter. */
  readonly tripMs: number;
}

/** What wakes no core takes less. */
const NEAR_MS = 0.04;
/** The first calls do not count. */
const FIRST_CALLS = 3000;
/** After so many slow answers in a row the other one is tried; twice as many, if that is no better. */
const PATIENCE = 4;
const MOST_PATIENCE = 64;

export class Nearest {
  #currentId = 0;
  #calls = 0;
  #patience = PATIENCE;
  #slowAnswers = 0;

  /** One of the two. */
  of<W extends Answering>(first: W, second: W): W {
    const isSecond = second.id === this.#currentId;
    const current = isSecond ? second : first;
    this.#currentId = current.id;
    if (this.#calls < FIRST_CALLS) {
      this.#calls += 1;
      return current;
    }
    if (current.tripMs < NEAR_MS) {
      this.#slowAnswers = 0;
      this.#patience = PATIENCE;
      return current;
    }
    this.#slowAnswers += 1;
    if (this.#slowAnswers < this.#patience) return current;
    return this.#change(isSecond ? first : second);
  }

  #change<W extends Answering>(to: W): W {
    this.#currentId = to.id;
    this.#slowAnswers = 0;
    this.#patience = Math.min(MOST_PATIENCE, this.#patience * 2);
    return to;
  }
}
