/**
 * How many chunks may be in one worker's hands.
 *
 * With one, a worker idles between chunks for a whole round trip; with many it never does. What
 * decides is time: as many as keep it busy for `TARGET_MS`. For a function not seen yet that is one,
 * so the first chunk of anything is also its measurement.
 */

/** A round trip takes 0.02–0.1 ms; some dozens of them in hand hide it well. */
const TARGET_MS = 2;
const MAX_WINDOW = 512;
/** Slower is believed at once, faster slowly: a wrong guess upwards costs others their turn. */
const FALL = 0.2;
const MAX_FUNCTIONS = 1000;

export class Window {
  /** By function id: how long one item takes, in ms. */
  readonly #itemMs = new Map<string, number>();

  /** How many chunks like this one may be in hand. */
  size(functionId: string, items: number): number {
    const itemMs = this.#itemMs.get(functionId);
    if (itemMs === undefined) return 1;
    const chunks = Math.floor(TARGET_MS / (itemMs * items));
    return Math.max(1, Math.min(MAX_WINDOW, chunks));
  }

  /** `items` calls of the function took `runMs` in all. */
  observe(functionId: string, items: number, runMs: number): void {
    const now = runMs / items;
    const before = this.#itemMs.get(functionId);
    const guess = before === undefined || now > before ? now : before + (now - before) * FALL;
    if (before === undefined && this.#itemMs.size >= MAX_FUNCTIONS) this.#itemMs.clear();
    this.#itemMs.set(functionId, guess);
  }
}
