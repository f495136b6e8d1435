/** The time constant of the average: a longer one is steadier, a shorter one follows changes sooner. */
const TIME_CONSTANT_MS = 5000;

/**
 * Items a second, smoothed: an exponential average over time, not over calls, because counts arrive in
 * bursts. The sum is divided by the weight so far, so that the first seconds are not pulled towards zero.
 */
export class Rate {
  #done: number;
  #atMs: number;
  #items = 0;
  #weightMs = 0;

  constructor(done: number, atMs: number) {
    this.#done = done;
    this.#atMs = atMs;
  }

  /** Fewer items than before mean that the same bar now shows another call, so the average starts anew. */
  add(done: number, atMs: number): void {
    const passedMs = atMs - this.#atMs;
    if (done < this.#done) {
      this.#items = 0;
      this.#weightMs = 0;
    } else if (passedMs > 0) {
      const kept = Math.exp(-passedMs / TIME_CONSTANT_MS);
      const fresh = (TIME_CONSTANT_MS * (1 - kept)) / passedMs;
      this.#items = this.#items * kept + (done - this.#done) * fresh;
      this.#weightMs = this.#weightMs * kept + passedMs * fresh;
    } else return; // no time has passed: the next call counts these items
    this.#done = done;
    this.#atMs = atMs;
  }

  /** Undefined until time has passed. */
  get perSecond(): number | undefined {
    return this.#weightMs > 0 ? (this.#items / this.#weightMs) * 1000 : undefined;
  }
}
