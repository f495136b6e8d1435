/**
 * A file in Chrome's trace event format, as a JSON array: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 *
 * The format allows the closing bracket to be missing. So whatever the program dies of, what was written opens: events
 * are written whole, several at a time, and the comma comes before an event and not behind it.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { unref } from '../core/base/timer.ts';

/** `ts` and `dur` are in µs. */
export interface TraceEvent {
  /** `X`: a slice · `b`, `e`: begin and end of a call · `C`: a counter · `i`: an instant · `M`: a name. */
  readonly ph: 'X' | 'b' | 'e' | 'C' | 'i' | 'M';
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly id?: number;
  readonly cat?: string;
  readonly s?: 't';
  readonly args?: Readonly<Record<string, unknown>>;
}

/** What a program that is killed may lose of its trace. */
const FLUSH_MS = 200;
/** So many events are written at once, for the memory's sake. */
const MAX_WAITING = 4096;

export class TraceFile {
  /** `undefined`: closed. */
  #fd: number | undefined;
  readonly #beforeFlush: () => void;
  readonly #waiting: string[] = [];
  #isFirst = true;
  #isFlushing = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * `beforeFlush` may add what it has held back.
   *
   * @throws what the system says if the file cannot be written
   */
  constructor(file: string | URL, beforeFlush: () => void) {
    this.#fd = openSync(file, 'w');
    this.#beforeFlush = beforeFlush;
    writeSync(this.#fd, '[\n');
  }

  add(event: TraceEvent): void {
    if (this.#fd === undefined) return;
    this.#waiting.push(JSON.stringify(event));
    if (this.#waiting.length >= MAX_WAITING) this.flush();
    this.#timer ??= unref(setTimeout(() => this.flush(), FLUSH_MS));
  }

  flush(): void {
    if (this.#isFlushing) return; // what comes before the flush has added too much for one
    this.#isFlushing = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#beforeFlush();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isFlushing = false;
    const lines = this.#waiting.splice(0);
    if (lines.length === 0) return;
    this.#write(`${this.#isFirst ? '' : ',\n'}${lines.join(',\n')}`);
    this.#isFirst = false;
  }

  close(): void {
    if (this.#fd === undefined) return;
    this.flush();
    this.#write('\n]\n');
    this.#end();
  }

  /** A full disk ends the trace, and not the program that is traced. */
  #write(text: string): void {
    if (this.#fd === undefined) return;
    const bytes = Buffer.from(text);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
    } catch (error) {
      process.emitWarning(`the trace ends here: ${String(error)}`, 'TraceWarning');
      this.#end();
    }
  }

  #end(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    clearTimeout(this.#timer);
  }
}
