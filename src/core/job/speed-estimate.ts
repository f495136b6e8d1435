/** How long one item of a function takes, learned from chunks as they are done. */

export interface Trust {
  /** How much of a faster measurement is believed, 0 to 1. */
  readonly fasterShare: number;
  /**
   * How many slow chunks in a row it takes to be believed, 1 or 2. A single slow one among quick ones is
   * nearly always a pause of the garbage collector.
   */
  readonly slowerNeeds: 1 | 2;
}

export class SpeedEstimate {
  readonly #trust: Trust;
  #itemMs: number | undefined;
  /** In the chunk before. */
  #lastMs = 0;

  constructor(trust: Trust) {
    this.#trust = trust;
  }

  /** In ms; `undefined` until something was measured. */
  get itemMs(): number | undefined {
    return this.#itemMs;
  }

  /** `items` tasks took `runMs` in all. */
  observe(items: number, runMs: number): void {
    const nowMs = runMs / items;
    const before = this.#itemMs;
    const { fasterShare, slowerNeeds } = this.#trust;
    const sureMs = slowerNeeds === 1 ? nowMs : Math.min(nowMs, this.#lastMs);
    this.#lastMs = nowMs;
    if (before === undefined) this.#itemMs = nowMs;
    else if (sureMs > before) this.#itemMs = sureMs;
    else if (nowMs < before) this.#itemMs = before + (nowMs - before) * fasterShare;
  }
}
