/**
 * Shows the progress of a run on stderr: reads it a few times a second and passes it to the bar of
 * `manyhands/progress`, which decides what to draw and when.
 */
import { type ProgressBar, progressBar } from '../progress/index.ts';

export interface RunProgress {
  readonly done: number;
  /** Once the inputs have been read to their end. */
  readonly total: number | undefined;
  /** Before that: an estimate. */
  readonly expected: number | undefined;
  readonly failed: number;
  readonly busy: number;
  readonly workers: number;
  /** `undefined`: nothing is known yet. */
  readonly p50: number | undefined;
  readonly memory: number | undefined;
}

const READ_EVERY_MS = 200;

export class ProgressDisplay implements Disposable {
  readonly #read: () => RunProgress;
  readonly #bar: ProgressBar;
  readonly #timer: NodeJS.Timeout;

  constructor(isQuiet: boolean, read: () => RunProgress) {
    this.#read = read;
    // Records of an earlier run must not count towards this run's rate.
    this.#bar = progressBar({ quiet: isQuiet, initial: read().done });
    this.#timer = setInterval(() => this.#update(), READ_EVERY_MS).unref();
  }

  /** Prints a message, above the bar if there is one. */
  log(text: string): void {
    this.#bar.log(text);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#update();
    this.#bar.stop();
  }

  #update(): void {
    const { total, expected, ...counts } = this.#read();
    this.#bar.update({ ...counts, total: total ?? expected });
  }
}
