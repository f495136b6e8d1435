/** What the `imap` family returns: results one at a time, as CPython's `IMapIterator`. */
import { Deque } from '../base/deque.ts';
import { TimeoutError } from '../base/errors.ts';
import type { Outcome } from '../base/outcome.ts';
import type { Progress } from '../job/progress.ts';
import type { OutcomeStream } from '../job/outcome-stream.ts';
import { describeCall, showAs } from './inspected.ts';
import { limitWait, resolveWait, type WaitLimit, type WaitOptions } from './wait-options.ts';

/** A reader that waits. Each settles exactly once. */
interface Reader<T> {
  isWaiting: boolean;
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/** How the pool connects an iterator and its job. */
export interface StreamCall<J extends OutcomeStream> {
  create(onAvailable: () => void): J;
  begin(job: J): void;
}

/** The job, made when it is known whom to tell of outcomes, and what begins it. */
type Connect = (onAvailable: () => void) => {
  readonly job: OutcomeStream;
  readonly begin: () => void;
};

let make: <T>(connect: Connect) => ResultIterator<T>;

const END: IteratorResult<never, undefined> = { done: true, value: undefined };

/**
 * Results as they come: in the order of the items (`imap`) or of completion (`imapUnordered`).
 *
 * An item that failed throws from its `next()`, and the iteration can go on: `for await` ends at the
 * first error, a loop over `next()` need not. Several consumers may share one iterator: each result
 * goes to one of them, and all of them end.
 *
 * Leaving a `for await` early (`break`, `return()`) stops reading the source, closes it, and drops what
 * has not started. Pools make it, nobody else can.
 *
 * @example
 * const squares = pool.imap((x: number) => x * x, [1, 2, 3], { bufferSize: 64 });
 * for await (const square of squares) if (square > 3) break;
 */
export class ResultIterator<T>
  implements AsyncIterableIterator<T, undefined, number | WaitOptions | undefined>
{
  static {
    make = (connect) => new ResultIterator(connect);
    showAs<ResultIterator<unknown>>(ResultIterator, (results) => results.#describe());
  }

  readonly #job: OutcomeStream;
  readonly #readers = new Deque<Reader<T>>();
  #waiting = 0;
  #isClosed = false;

  private constructor(connect: Connect) {
    const { job, begin } = connect(() => this.#serve());
    this.#job = job;
    begin();
  }

  /** How many items are done; `total`, in items too, once the source has come to its end. */
  get progress(): Progress {
    return this.#job.progress;
  }

  /**
   * The next result, or the error of the item whose turn it is.
   *
   * @param wait how long to wait: a number of ms (0 or less only looks) or `{ timeout, signal }`. Default:
   *   for ever.
   * @throws TimeoutError if it has not come by then · `signal.reason` if the wait was aborted: no result is
   *   lost, the next call gets it · OptionError for a bad option
   * @example
   * const squares = pool.imap((x: number) => x * x, [1, 2, 3]);
   * const first = await squares.next(5000); // { done: false, value: 1 }, or TimeoutError
   * await squares.return();
   */
  async next(wait?: number | WaitOptions): Promise<IteratorResult<T, undefined>> {
    const limit = wait === undefined ? undefined : resolveWait(wait);
    const outcome = this.#waiting === 0 ? this.#takeOutcome() : undefined;
    if (outcome !== undefined) {
      this.#job.pull();
      return unwrap(outcome);
    }
    if (this.#isAtEnd()) return END;
    if (limit?.limitMs === 0) throw new TimeoutError('there is no result yet');
    return await this.#wait(limit);
  }

  /**
   * Ends the iteration: closes the source, drops what has not started, forgets what is buffered. Settles when
   * the source has cleaned up.
   *
   * @throws what the source throws when it is closed
   * @example
   * const squares = pool.imap((x: number) => x * x, [1, 2, 3]);
   * await squares.return();
   * console.log(await squares.next()); // { done: true, value: undefined }
   */
  async return(): Promise<IteratorResult<T, undefined>> {
    this.#isClosed = true;
    const closing = this.#job.close('withdraw');
    this.#job.discard();
    this.#serve();
    await closing;
    return END;
  }

  /**
   * As `return`, then throws `error`.
   *
   * @example
   * const squares = pool.imap((x: number) => x * x, [1, 2, 3]);
   * const error = await squares.throw(new Error('enough')).catch(String); // 'Error: enough'
   */
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

  #describe(): string {
    const { progress, isOver } = this.#job;
    const end = isOver ? `ended, ${progress.done} done` : undefined;
    return describeCall('ResultIterator', this.#job, this.#isClosed ? 'closed' : end);
  }

  async #wait(limit: WaitLimit | undefined): Promise<IteratorResult<T, undefined>> {
    return await new Promise((resolve, reject) => {
      const reader: Reader<T> = { isWaiting: true, resolve, reject };
      this.#readers.push(reader);
      this.#countWaiting(1);
      if (limit === undefined || !reader.isWaiting) return;
      const stop = this.#limit(reader, limit);
      reader.resolve = (result) => {
        stop();
        resolve(result);
      };
      reader.reject = (error) => {
        stop();
        reject(error);
      };
    });
  }

  /** Lets the reader go when it has waited long enough. Returns what to call if it is served before. */
  #limit(reader: Reader<T>, limit: WaitLimit): () => void {
    const { reject } = reader;
    const giveUp = (error: unknown): void => {
      if (!this.#dismiss(reader)) return;
      this.#firstReader(); // forgets it, if nobody waits before it
      reject(error);
    };
    return limitWait(limit, {
      onTimeout: (limitMs) => giveUp(new TimeoutError(`there is no result after ${limitMs} ms`)),
      onAbort: giveUp,
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

/** For the pool: the iterator of a call, which it begins. */
export function beginIterator<T, J extends OutcomeStream = OutcomeStream>(
  call: StreamCall<J>,
): ResultIterator<T> {
  return make<T>((onAvailable) => {
    const job = call.create(onAvailable);
    return { job, begin: () => call.begin(job) };
  });
}

function unwrap<T>(outcome: Outcome<T>): IteratorResult<T, undefined> {
  if (!outcome.ok) throw outcome.error;
  return { done: false, value: outcome.value };
}
