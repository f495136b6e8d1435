/**
 * A number over time, as a trace shows it: at most two values a millisecond, the first and the latest. With an event for each
 * chunk, tiny tasks would be told of in numbers more than in slices.
 */

const STEP_US = 1000;

/** A value and when it was. */
export interface Reading {
  readonly value: number;
  readonly ts: number;
}

export class Counter {
  #last: Reading = { value: Number.NaN, ts: Number.NEGATIVE_INFINITY };
  #held: Reading | undefined;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** What is to be written now; what is left comes with the next value, or with `take`. */
  note(value: number, ts: number): readonly Reading[] {
    if (value === (this.#held ?? this.#last).value) return NOTHING;
    const reading = { value, ts };
    if (ts - this.#last.ts < STEP_US) {
      this.#held = reading;
      return NOTHING;
    }
    const held = this.take();
    this.#last = reading;
    return [...held, reading];
  }

  /** What has been held back. */
  take(): readonly Reading[] {
    if (this.#held === undefined) return NOTHING;
    this.#last = this.#held;
    this.#held = undefined;
    return [this.#last];
  }
}

const NOTHING: readonly Reading[] = [];
