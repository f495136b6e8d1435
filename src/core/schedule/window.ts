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
/**
 * A chunk that takes longer than this holds up what waits behind it. All others have one sent ahead: where
 * all cores are busy, a round trip is the time until the system lets the program run.
 */
const LONG_MS = 50;
/**
 * Slower is believed at once, if the task before was slow as well: a single slow one among quick ones is
 * nearly always a pause of the garbage collector, and after it a narrow window would leave the worker
 * idle for dozens of round trips. What a long task does hold up can be taken back by its ticket. Faster
 * is believed slowly.
 */
const FALL = 0.2;
const MAX_FUNCTIONS = 1000;

/** How long one item of a function takes, in ms. */
interface Speed {
  itemMs: number;
  /** In the chunk before. */
  lastMs: number;
}

export class Window {
  readonly #speeds = new Map<string, Speed>();

  /** How many chunks like this one may be in hand. */
  size(functionId: string, items: number): number {
    const speed = this.#speeds.get(functionId);
    if (speed === undefined) return 1;
    const chunkMs = speed.itemMs * items;
    const least = chunkMs <= LONG_MS ? 2 : 1;
    return Math.max(least, Math.min(MAX_WINDOW, Math.floor(TARGET_MS / chunkMs)));
  }

  /** `items` calls of the function took `runMs` in all. */
  observe(functionId: string, items: number, runMs: number): void {
    const nowMs = runMs / items;
    const speed = this.#speeds.get(functionId);
    if (speed === undefined) {
      if (this.#speeds.size >= MAX_FUNCTIONS) this.#speeds.clear();
      this.#speeds.set(functionId, { itemMs: nowMs, lastMs: nowMs });
      return;
    }
    const sureMs = Math.min(nowMs, speed.lastMs);
    speed.lastMs = nowMs;
    if (sureMs > speed.itemMs) speed.itemMs = sureMs;
    else if (nowMs < speed.itemMs) speed.itemMs += (nowMs - speed.itemMs) * FALL;
  }
}
