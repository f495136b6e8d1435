/** Seconds after which a speed has mostly been forgotten: longer is calmer, shorter follows sooner. */
const MEMORY_MS = 5000;

/**
 * Items a second, smoothed: an exponential average over time, not over calls, because counts arrive in
 * bursts. Divided by the weight gathered so far, so that the first seconds are not pulled towards zero.
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

  /** Fewer items than before is another call shown by the same bar: its speed is its own. */
  add(done: number, atMs: number): void {
    const passedMs = atMs - this.#atMs;
    if (done < this.#done) {
      this.#items = 0;
      this.#weightMs = 0;
    } else if (passedMs > 0) {
      const kept = Math.exp(-passedMs / MEMORY_MS);
      const fresh = (MEMORY_MS * (1 - kept)) / passedMs;
      this.#items = this.#items * kept + (done - this.#done) * fresh;
      this.#weightMs = this.#weightMs * kept + passedMs * fresh;
    } else return; // counted with the next moment
    this.#done = done;
    this.#atMs = atMs;
  }

  /** Absent until time has passed. */
  get perSecond(): number | undefined {
    return this.#weightMs > 0 ? (this.#items / this.#weightMs) * 1000 : undefined;
  }
}
