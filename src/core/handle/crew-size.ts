/**
 * How many workers a crew is to have.
 *
 *    fixed     starts with all; those that have nothing to do for a while go, and all are there again when there is work
 *    elastic   starts with `min`; twice as many when work has to wait, up to `max`; those with nothing to do go, down to `min`
 *
 * Owns the numbers; the crew does what they say.
 */
export interface SizeRange {
  /** Undefined: the crew is fixed. */
  readonly min: number | undefined;
  readonly max: number;
}

export class CrewSize {
  max: number;
  /** So many there should be now. Nobody else writes these. */
  target: number;
  /** So many there are as soon as there is work. */
  wanted: number;
  #min: number;
  readonly #isElastic: boolean;

  constructor({ min, max }: SizeRange) {
    this.#isElastic = min !== undefined;
    this.#min = min ?? 0;
    this.max = max;
    this.target = min ?? max;
    this.wanted = this.#isElastic ? 1 : max;
  }

  get isFull(): boolean {
    return this.target >= this.max;
  }

  /** There is work. */
  wake(): void {
    this.target = Math.max(this.target, this.wanted);
  }

  /** Work has waited for too long. */
  grow(): void {
    if (this.#isElastic) this.target = Math.min(this.max, Math.max(1, 2 * this.target));
  }

  /** One has nothing to do: whether it goes, and gets no successor. */
  shrink(): boolean {
    if (this.target <= this.#min) return false;
    this.target -= 1;
    return true;
  }

  /** From now on there are exactly so many, but for those that go for having nothing to do. */
  resize(workers: number): void {
    this.max = workers;
    this.target = workers;
    if (this.#isElastic) this.#min = workers;
    else this.wanted = workers;
  }
}
