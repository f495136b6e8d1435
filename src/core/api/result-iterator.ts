/** What the `imap` family returns: results one at a time, as CPython's `IMapIterator`. */
import { checkMs } from '../base/check.ts';
import { Deque } from '../base/deque.ts';
import { TimeoutError } from '../base/errors.ts';
import type { Outcome } from '../base/outcome.ts';
import { timerMs } from '../base/timer.ts';
import type { Progress } from '../job/job.ts';
import type { StreamJob } from '../job/stream-job.ts';

/** A reader that waits. Each settles exactly once. */
interface Reader<T> {
  isWaiting: boolean;
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/** How the pool connects an iterator and its job. */
export interface StreamCall {
  create(onNews: () => void): StreamJob;
  begin(job: StreamJob): void;
}

const END: IteratorResult<never, undefined> = { done: true, value: undefined };

/**
 * Results as they come: in the order of the items (`imap`) or of completion (`imapUnordered`).
 *
 * An item that failed throws from its `next()`, and the iteration can go on: `for await` ends at the
 * first error, a loop over `next()` need not. Several consumers may share one iterator: each result
 * goes to one of them, and all of them end.
 *
 * Leaving a `for await` early (`break`, `return()`) stops reading the source, closes it, and drops what
 * has not started.
 */
export class ResultIterator<T> implements AsyncIterableIterator<T, undefined, number | undefined> {
  readonly #job: StreamJob;
  readonly #readers = new Deque<Reader<T>>();
  #waiting = 0;
  #isClosed = false;

  /** Made by the pool. */
  constructor(call: StreamCall) {
    this.#job = call.create(() => this.#serve());
    call.begin(this.#job);
  }

  /** How many items are done; `total` once the source has come to its end. */
  get progress(): Progress {
    return this.#job.progress;
  }

  /**
   * The next result, or the error of the item whose turn it is.
   *
   * @param timeout how long to wait, in ms; 0 only looks. Default: for ever.
   * @throws TimeoutError if it has not come by then. No result is lost: the next call gets it.
   */
  async next(timeout?: number): Promise<IteratorResult<T, undefined>> {
    const limitMs = timeout === undefined ? undefined : checkMs('timeout', timeout);
    const outcome = this.#waiting === 0 ? this.#takeOutcome() : undefined;
    if (outcome !== undefined) {
      this.#job.pull();
      return unwrap(outcome);
    }
    if (this.#isAtEnd()) return END;
    if (limitMs === 0) throw new TimeoutError('there is no result yet');
    return await this.#wait(limitMs);
  }

  /** Ends the iteration: closes the source, drops what has not started, forgets what is buffered. */
  async return(): Promise<IteratorResult<T, undefined>> {
    this.#isClosed = true;
    const closing = this.#job.close('withdraw');
    this.#job.discard();
    this.#serve();
    await closing;
    return END;
  }

  /** As `return`, then throws `error`. */
  async throw(error?: unknown): Promise<IteratorResult<T, undefined>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async #wait(limitMs: number | undefined): Promise<IteratorResult<T, undefined>> {
    return await new Promise((resolve, reject) => {
      const reader: Reader<T> = { isWaiting: true, resolve, reject };
      this.#readers.push(reader);
      this.#countWaiting(1);
      if (limitMs === undefined || !reader.isWaiting) return;
      const timer = setTimeout(() => {
        if (!this.#dismiss(reader)) return;
        reject(new TimeoutError(`there is no result after ${limitMs} ms`));
      }, timerMs(limitMs));
      reader.resolve = (result) => {
        clearTimeout(timer);
        resolve(result);
      };
      reader.reject = (error) => {
        clearTimeout(timer);
        reject(error);
      };
    });
  }

  /** Hands what is there to those who wait; at the end all of them end. */
  #serve(): void {
    for (let reader = this.#firstReader(); reader !== undefined; reader = this.#firstReader()) {
      if (!this.#job.hasOutcome && !this.#isAtEnd()) return;
      this.#readers.shift();
      // First fewer readers, then more taken: in between no more may be pulled than before or after.
      this.#dismiss(reader);
      const outcome = this.#takeOutcome();
      if (outcome === undefined) reader.resolve(END);
      else if (outcome.ok) reader.resolve({ done: false, value: outcome.value });
      else reader.reject(outcome.error);
      this.#job.pull();
    }
  }

  #firstReader(): Reader<T> | undefined {
    for (let reader = this.#readers.peek(); reader !== undefined; reader = this.#readers.peek()) {
      if (reader.isWaiting) return reader;
      this.#readers.shift();
    }
    return undefined;
  }

  #takeOutcome(): Outcome<T> | undefined {
    // What the tasks returned is what the caller's function returns.
    return this.#isClosed ? undefined : (this.#job.takeOutcome() as Outcome<T> | undefined);
  }

  /** Nothing will come any more, apart from what is already buffered. */
  #isAtEnd(): boolean {
    return this.#isClosed || this.#job.isOver;
  }

  /** False if the reader has been served already. */
  #dismiss(reader: Reader<T>): boolean {
    if (!reader.isWaiting) return false;
    reader.isWaiting = false;
    this.#countWaiting(-1);
    return true;
  }

  #countWaiting(change: 1 | -1): void {
    this.#waiting += change;
    this.#job.noteReaders(this.#waiting);
  }
}

function unwrap<T>(outcome: Outcome<T>): IteratorResult<T, undefined> {
  if (!outcome.ok) throw outcome.error;
  return { done: false, value: outcome.value };
}
