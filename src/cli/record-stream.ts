/**
 * One ordered stream of records through the pool. Results come back in the order of the records, so every
 * outcome is known to belong to its record, even that of a worker that died.
 *
 *    RecordSource ── pull ──► pool.imap ── results, in order ──► next
 *                      └──► #inFlight: the records whose results have not come yet
 *
 * Order means head-of-line blocking: a slow record holds up the results behind it. An unordered run therefore
 * has several streams, and a slow record holds up its own and no other.
 */
import type { Outcome } from '../core/base/outcome.ts';
import { Deque } from '../core/base/deque.ts';
import type { ReportListener, ResultIterator } from '../index.ts';
import type { NextRecord } from './batch-source.ts';
import type { InFlightLimit } from './in-flight-limit.ts';
import type { PlacedRecord } from './inputs/record.ts';
import { RecordReports } from './record-reports.ts';

/** Whom the pool tells. */
export interface StreamEvents {
  readonly onProgress: (progress: { readonly done: number }) => void;
  readonly onReport: ReportListener;
}

/** How a stream gets its results: `pool.imap` with the function and its options. */
export type StartStream = (
  items: AsyncIterable<unknown>,
  events: StreamEvents,
) => ResultIterator<unknown>;

/** A record that is done. */
export interface DoneRecord {
  readonly record: PlacedRecord;
  readonly outcome: Outcome<unknown>;
  /** What its function has reported, if that is listened to. */
  readonly reports: readonly unknown[];
}

/** Enough that while one stream waits for a slow record, the others keep every worker busy. */
const STREAMS_PER_WORKER = 4;

/** How many streams a run has; only a single one keeps all records in order. */
export function streamCount({
  isOrdered,
  workers,
}: {
  readonly isOrdered: boolean;
  readonly workers: number;
}): number {
  return isOrdered ? 1 : workers * STREAMS_PER_WORKER;
}

export interface RecordStreamOptions {
  readonly source: NextRecord;
  readonly start: StartStream;
  /** How large, in characters of their texts, the records in flight may be together. */
  readonly maxInFlightSize: number;
  /** How many records may be in the pool; all streams of a run share it. */
  readonly limit: InFlightLimit;
}

export class RecordStream {
  readonly #inFlight = new Deque<PlacedRecord>();
  readonly #source: NextRecord;
  readonly #maxInFlightSize: number;
  readonly #limit: InFlightLimit;
  readonly #results: ResultIterator<unknown>;
  readonly #reports = new RecordReports();
  /** How many records have been taken. */
  #taken = 0;
  /** The size of all records in `#inFlight`. */
  #inFlightSize = 0;
  #onRoom: (() => void) | undefined;

  constructor({ source, start, maxInFlightSize, limit }: RecordStreamOptions) {
    this.#source = source;
    this.#maxInFlightSize = maxInFlightSize;
    this.#limit = limit;
    let before = 0;
    this.#results = start(
      { [Symbol.asyncIterator]: () => this.#items() },
      {
        onProgress: ({ done }) => {
          limit.complete(done - before);
          before = done;
        },
        onReport: (value, from) => this.#reports.add(value, from),
      },
    );
  }

  /** The next record that is done, with its outcome; undefined at the end. */
  async next(): Promise<DoneRecord | undefined> {
    const outcome = await this.#nextOutcome();
    const record = this.#inFlight.shift();
    this.#makeRoom(record?.size ?? 0);
    const reports = this.#reports.take(this.#taken);
    this.#taken += 1;
    return outcome === undefined || record === undefined ? undefined : { record, outcome, reports };
  }

  /** Drops what has not started. */
  async end(): Promise<void> {
    await this.#results.return();
  }

  async #nextOutcome(): Promise<Outcome<unknown> | undefined> {
    try {
      const next = await this.#results.next();
      return next.done === true ? undefined : { ok: true, value: next.value };
    } catch (error) {
      return { ok: false, error };
    }
  }

  #makeRoom(size: number): void {
    this.#inFlightSize -= size;
    if (this.#inFlightSize <= this.#maxInFlightSize) this.#onRoom?.();
  }

  async #untilRoom(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onRoom = resolve;
    });
  }

  /**
   * What the pool pulls from. `next` returns a record that is there without a promise, which the pool
   * understands: an `await` for each record would limit the throughput of quick functions.
   */
  #items(): AsyncIterator<unknown> {
    const toItem = (record: PlacedRecord | undefined): IteratorResult<unknown> => {
      if (record === undefined) {
        this.#limit.release(1);
        return { done: true, value: undefined };
      }
      this.#inFlight.push(record);
      this.#inFlightSize += record.size;
      return { done: false, value: record.value };
    };
    const pull = (): IteratorResult<unknown> | Promise<IteratorResult<unknown>> => {
      const record = this.#source.next();
      return record instanceof Promise ? record.then(toItem) : toItem(record);
    };
    const next = (): IteratorResult<unknown> | Promise<IteratorResult<unknown>> => {
      if (this.#inFlightSize > this.#maxInFlightSize) return this.#untilRoom().then(next);
      return this.#limit.tryAcquire() ? pull() : this.#limit.acquire().then(pull);
    };
    return { next: next as AsyncIterator<unknown>['next'] }; // a promise is allowed to be missing
  }
}
