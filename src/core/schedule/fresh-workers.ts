/**
 * Which workers are replaced because a function could not be loaded in them. Node remembers for ever that a module
 * has failed, so a worker in which that happened would fail every later call of the same module.
 *
 *    the first five in a row   replaced at once: what was not there may be there now
 *    after that                replaced within a second: a module that is really broken fails ten thousand
 *                              items in little time, and not one worker's start after the other
 */
import { unref } from '../base/timer.ts';

const AT_ONCE = 5;
const PAUSE_MS = 1000;

/** What has to be known of a worker here. */
interface Replaceable {
  /** Lets it go on with what it has. */
  goOn(): void;
}

export class FreshWorkers<W extends Replaceable> {
  readonly #replace: (worker: W) => void;
  /** Loads that failed since one succeeded. */
  #inARow = 0;
  /** Those that go on for the moment. */
  readonly #kept = new Set<W>();
  #willReplace = false;

  constructor(replace: (worker: W) => void) {
    this.#replace = replace;
  }

  onLoaded(): void {
    this.#inARow = 0;
  }

  onLoadFailed(worker: W): void {
    this.#inARow += 1;
    if (this.#inARow <= AT_ONCE) this.#replace(worker);
    else this.#keepFor(worker);
  }

  onExit(worker: W): void {
    this.#kept.delete(worker);
  }

  #keepFor(worker: W): void {
    this.#kept.add(worker);
    worker.goOn();
    if (this.#willReplace) return;
    this.#willReplace = true;
    unref(setTimeout(() => this.#replaceKept(), PAUSE_MS));
  }

  #replaceKept(): void {
    this.#willReplace = false;
    const kept = [...this.#kept];
    this.#kept.clear();
    for (const worker of kept) this.#replace(worker);
  }
}
