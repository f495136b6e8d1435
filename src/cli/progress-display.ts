/**
 * The one place where the command shows how far it is: a line drawn again and again in a terminal, plain
 * lines every few seconds elsewhere, so that a log stays readable.
 */

export interface RunProgress {
  readonly done: number;
  /** Once the inputs have been read to their end. */
  readonly total: number | undefined;
  /** Before that: an estimate. */
  readonly expected: number | undefined;
  readonly failed: number;
  readonly busy: number;
  readonly workers: number;
}

const PLAIN_EVERY_MS = 5000;
const DRAW_EVERY_MS = 200;
const BAR_CELLS = 20;
/** Back to the first column, and the rest of the line cleared. */
const CLEAR_LINE = '\r\u001B[K';

export class ProgressDisplay implements Disposable {
  readonly #read: () => RunProgress;
  readonly #startedAtMs = performance.now();
  readonly #doneBefore: number;
  readonly #isDrawn: boolean;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(isQuiet: boolean, read: () => RunProgress) {
    this.#read = read;
    this.#doneBefore = read().done; // by an earlier run: no merit of this one's rate
    this.#isDrawn = !isQuiet && process.stderr.isTTY;
    if (isQuiet) return;
    const everyMs = this.#isDrawn ? DRAW_EVERY_MS : PLAIN_EVERY_MS;
    this.#timer = setInterval(() => this.#show(), everyMs).unref();
  }

  /** Prints a message, above the bar if there is one. */
  log(text: string): void {
    process.stderr.write(`${this.#isDrawn ? CLEAR_LINE : ''}${text}\n`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    if (this.#isDrawn) process.stderr.write(CLEAR_LINE);
  }

  #show(): void {
    const progress = this.#read();
    const seconds = (performance.now() - this.#startedAtMs) / 1000;
    const rate = (progress.done - this.#doneBefore) / seconds;
    if (!this.#isDrawn) {
      this.log(describeProgress(progress, rate));
      return;
    }
    const width = (process.stderr.columns ?? 80) - 1;
    const line = `${drawBar(progress)}${describeProgress(progress, rate)}`;
    process.stderr.write(CLEAR_LINE + line.slice(0, width));
  }
}

/** "1,200/~5,000 done, 310/s, 12s left, 2/2 busy, 3 failed". */
export function describeProgress(progress: RunProgress, perSecond: number): string {
  const { done, total, expected, failed, busy, workers } = progress;
  const all = total ?? expected;
  const sign = total === undefined ? '~' : '';
  const parts = [
    `${count(done)}${all === undefined ? '' : `/${sign}${count(all)}`} done`,
    `${perSecond < 10 ? perSecond.toFixed(1) : count(Math.round(perSecond))}/s`,
    ...(all === undefined || perSecond === 0 ? [] : [`${duration((all - done) / perSecond)} left`]),
    `${busy}/${workers} busy`,
    ...(failed === 0 ? [] : [`${count(failed)} failed`]),
  ];
  return parts.join(', ');
}

function drawBar({ done, total, expected }: RunProgress): string {
  const all = total ?? expected;
  if (all === undefined || all === 0) return '';
  const full = Math.min(BAR_CELLS, Math.floor((done / all) * BAR_CELLS));
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_CELLS - full)}] `;
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${whole % 60}s`;
  return `${Math.floor(whole / 3600)}h ${Math.floor((whole % 3600) / 60)}m`;
}
