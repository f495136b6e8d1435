/**
 * The bar: takes counts and decides when to draw. log-update draws in place, progress-line.ts makes the text.
 *
 *     onProgress / update ─▶ counts ─▶ drawn at most 10 times a second ─▶ terminal: in place
 *                                      (a line every 5 s elsewhere)    ─▶ log: a line more
 *
 * It never hides the cursor, so that a program that crashes cannot leave it hidden, and its one timer does
 * not keep the program alive. Nothing here may throw into the call that reports to it.
 */
import { createLogUpdate } from 'log-update';
import { setImmediate } from '../core/base/node-turns.ts';
import { ownOptions } from '../core/base/check.ts';
import { barLine, type LineState, type ProgressCounts, plainLine } from './progress-line.ts';
import { Rate } from './rate.ts';
import { unref } from '../core/base/timer.ts';

/** More often cannot be read and costs the call's own thread; less often looks stuck. */
const REDRAW_MS = 100;
/** It is redrawn without new counts too, so that a stalled call shows a falling rate. */
const IDLE_REDRAW_MS = 1000;
const LOG_LINE_MS = 5000;

/**
 * What `progressBar` takes.
 *
 * @example
 * using bar = progressBar({ label: 'files', total: 2, quiet: process.argv.includes('--quiet') });
 * for await (const n of pool.imap((x: number) => x, [1, 2])) bar.update({ done: n });
 */
export interface ProgressBarOptions {
  /** Stands before the counts. Default: nothing. */
  readonly label?: string | undefined;
  /** All items, where the caller knows better than the call does (an input without a length). */
  readonly total?: number | undefined;
  /** Items done by an earlier run, which count as done but not as speed. Default 0. */
  readonly initial?: number | undefined;
  /** Draws nothing at all. Default false. */
  readonly quiet?: boolean | undefined;
  /** Where to draw. Default `process.stderr`. */
  readonly stream?: NodeJS.WritableStream | undefined;
}

/**
 * A bar that is being drawn, as `progressBar()` makes it.
 *
 * @example
 * using bar: ProgressBar = progressBar({ total: 2 });
 * await pool.map(Math.sqrt, [4, 9], { onProgress: bar.onProgress });
 */
export interface ProgressBar extends Disposable {
  /** Pass it to a call as it is: `{ onProgress: bar.onProgress }`. */
  readonly onProgress: (counts: ProgressCounts) => void;
  /** Sets counts by hand, also those that a call does not report. What is left out stays as it was. */
  update(counts: ProgressCounts): void;
  /** Prints a line of text, above the bar if there is one; also when it is quiet. */
  log(text: string): void;
  /** Leaves a last line with the time it took. Later updates are ignored. `using` calls it, too. */
  stop(): void;
}

/**
 * A progress bar on stderr: done, total, rate and time left. In a terminal it is drawn in place; where
 * stderr is a file or a pipe it is one plain line every five seconds, and none for less than that.
 *
 * @example
 * using bar = progressBar({ label: 'files' });
 * await pool.map((file: string) => file.length, ['a.js', 'b.js'], { onProgress: bar.onProgress });
 */
export function progressBar(options: ProgressBarOptions = {}): ProgressBar {
  return new Bar(options, () => performance.now());
}

/** The streams of a terminal have these as well. */
type Screen = NodeJS.WritableStream & {
  readonly columns?: number;
  readonly rows?: number;
  readonly isTTY?: boolean;
};

/** Exported for tests, which use a clock of their own. */
export class Bar implements ProgressBar {
  readonly #now: () => number;
  readonly #screen: Screen;
  readonly #isTerminal: boolean;
  readonly #label: string;
  readonly #startedAtMs: number;
  readonly #initial: number;
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #rate: Rate;
  #counts: ProgressCounts;
  #state: 'waiting' | 'running' | 'stopped';
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  #drawnCounts: ProgressCounts | undefined;
  #ticks: NodeJS.Timeout | undefined;

  constructor(given: ProgressBarOptions, now: () => number) {
    const options = ownOptions(given);
    this.#now = now;
    this.#screen = options.stream ?? process.stderr;
    this.#isTerminal = this.#screen.isTTY === true && process.env['TERM'] !== 'dumb';
    this.#label = (options.label ?? '').replace(/\p{Cc}+/gu, ' ');
    this.#startedAtMs = now();
    this.#draw = createLogUpdate(sized(this.#screen), { showCursor: true });
    this.#initial = countOr(0, options.initial);
    this.#counts = { done: this.#initial, total: countOr(undefined, options.total) };
    this.#rate = new Rate(this.#counts.done, this.#startedAtMs);
    this.#state = options.quiet === true ? 'stopped' : 'waiting';
    if (!this.#isTerminal) this.#drawnAtMs = this.#startedAtMs; // the first line after some seconds
  }

  readonly onProgress = (counts: ProgressCounts): void => this.update(counts);

  update(counts: ProgressCounts): void {
    const { done, total, busy, failed, workers, p50, memory } = ownOptions(counts);
    if (this.#state === 'stopped') return;
    if (this.#state === 'waiting') this.#start();
    this.#counts = {
      done: countOr(this.#counts.done, done),
      total: countOr(this.#counts.total, total),
      busy: countOr(this.#counts.busy, busy),
      failed: countOr(this.#counts.failed, failed),
      workers: countOr(this.#counts.workers, workers),
      p50: countOr(this.#counts.p50, p50),
      memory: countOr(this.#counts.memory, memory),
    };
    this.#drawIfDue(this.#isTerminal ? REDRAW_MS : LOG_LINE_MS);
  }

  log(text: string): void {
    const isAbove = this.#isTerminal && this.#state === 'running';
    unlessGone(() => {
      if (isAbove) this.#draw.clear();
      this.#screen.write(`${text}\n`);
    });
    if (isAbove) this.#drawNow(false);
  }

  stop(): void {
    if (this.#state === 'running') this.#finish();
    this.#state = 'stopped';
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #start(): void {
    this.#state = 'running';
    this.#screen.on('error', ignore); // a closed pipe at stderr is no reason to end the program
    const everyMs = this.#isTerminal ? REDRAW_MS : LOG_LINE_MS;
    this.#ticks = unref(setInterval(() => this.#tick(), everyMs));
  }

  #tick(): void {
    const hasChanged = this.#drawnCounts !== this.#counts;
    const inPlaceMs = hasChanged ? REDRAW_MS : IDLE_REDRAW_MS;
    this.#drawIfDue(this.#isTerminal ? inPlaceMs : LOG_LINE_MS);
  }

  #drawIfDue(pauseMs: number): void {
    if (this.#now() - this.#drawnAtMs >= pauseMs) this.#drawNow(false);
  }

  #drawNow(isFinal: boolean): void {
    const nowMs = this.#now();
    this.#rate.add(this.#counts.done, nowMs);
    this.#drawnAtMs = nowMs;
    this.#drawnCounts = this.#counts;
    unlessGone(() => this.#write(this.#stateAt(nowMs, isFinal)));
  }

  /** The last line shows the average speed of the whole call, not that of its last seconds. */
  #stateAt(nowMs: number, isFinal: boolean): LineState {
    const elapsedMs = nowMs - this.#startedAtMs;
    return {
      ...this.#counts,
      label: this.#label,
      perSecond: isFinal ? this.#average(elapsedMs) : this.#rate.perSecond,
      elapsedMs,
      isFinal,
    };
  }

  #average(elapsedMs: number): number | undefined {
    return elapsedMs > 0 ? ((this.#counts.done - this.#initial) / elapsedMs) * 1000 : undefined;
  }

  #write(state: LineState): void {
    // One column less: some terminals wrap when the last one is written.
    if (this.#isTerminal) this.#draw(barLine(state, (this.#screen.columns || 80) - 1));
    else this.#screen.write(`${plainLine(state)}\n`);
  }

  #finish(): void {
    clearInterval(this.#ticks);
    // A log gets no last line if everything was over before its first line was due.
    if (this.#isTerminal || this.#drawnCounts !== undefined) this.#drawNow(true);
    // The error of the last write arrives after its callback.
    const screen = this.#screen;
    unlessGone(() => screen.write('', () => setImmediate(() => screen.off('error', ignore))));
  }
}

/** Pseudo-terminals of containers and scripts have 0 rows and columns, where log-update draws nothing. */
function sized(screen: Screen): Screen {
  return Object.create(screen, {
    columns: { get: () => screen.columns || 80 },
    rows: { get: () => screen.rows || 24 },
    write: { value: (text: string) => screen.write(text) },
  }) as Screen; // Object.create() is typed `any`
}

/** Ignores a stream that throws: its reader has gone. */
function unlessGone(write: () => void): void {
  try {
    write();
  } catch {
    // The call goes on without a bar.
  }
}

function ignore(): void {}

/** Callers may pass NaN or negative numbers; those change nothing. */
function countOr<T>(before: T, count: number | undefined): T | number {
  return count !== undefined && Number.isFinite(count) && count >= 0 ? count : before;
}
