/** How much a host has done, and how fast it was lately. */
export class WorkCounts {
  chunks = 0;
  items = 0;
  /** Where the rate is counted from, and where it will be next. */
  #from = { ms: performance.now(), items: 0 };
  #next = this.#from;

  add(items: number): void {
    this.chunks += 1;
    this.items += items;
  }

  /** Items a second, over the last half minute to minute. */
  get perSecond(): number {
    const now = { ms: performance.now(), items: this.items };
    if (now.ms - this.#next.ms >= HALF_MS) [this.#from, this.#next] = [this.#next, now];
    const rate = (now.items - this.#from.items) / Math.max(1, (now.ms - this.#from.ms) / 1000);
    return Number(rate.toPrecision(3));
  }
}

const HALF_MS = 30_000;
