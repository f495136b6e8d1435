/** The one place where the command meets the progress bar. */

export interface RunProgress {
  readonly done: number;
  readonly total: number | undefined;
  readonly failed: number;
  readonly busy: number;
  readonly workers: number;
}

/** A line every so often where there is no terminal to draw on: a log stays readable. */
const PLAIN_EVERY_MS = 5000;

export class ProgressDisplay implements Disposable {
  readonly #read: () => RunProgress;
  readonly #startedAtMs = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(isQuiet: boolean, read: () => RunProgress) {
    this.#read = read;
    if (!isQuiet) this.#timer = setInterval(() => this.#print(), PLAIN_EVERY_MS).unref();
  }

  /** Prints a message, above the bar if there is one. */
  log(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #print(): void {
    const { done, total, failed, busy, workers } = this.#read();
    const rate = Math.round((done / (performance.now() - this.#startedAtMs)) * 1000);
    const of = total === undefined ? '' : `/${total}`;
    this.log(`${done}${of} done, ${rate}/s, ${failed} failed, ${busy}/${workers} workers busy`);
  }
}
