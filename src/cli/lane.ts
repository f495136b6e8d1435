/**
 * One stream of records through the pool, in order, so that every outcome is known to belong to its
 * record, even that of a worker that died. An unordered run has several lanes: a slow record holds up its
 * own lane and no other.
 */
import type { Outcome } from '../core/base/outcome.ts';
import { Deque } from '../core/base/deque.ts';
import type { ResultIterator } from '../index.ts';
import type { Allowance } from './allowance.ts';
import type { PlacedRecord } from './inputs/record.ts';
import type { RecordSource } from './record-source.ts';

/** How a lane gets its results: `pool.imap` with the function and its options. */
export type StartStream = (
  items: AsyncIterable<unknown>,
  onProgress: (progress: { readonly done: number }) => void,
) => ResultIterator<unknown>;

/** So that a slow record in one lane leaves the others enough to keep every worker busy. */
const LANES_PER_WORKER = 4;

/** How many lanes a run has; only one of them keeps all records in order. */
export function laneCount({
  isOrdered,
  workers,
}: {
  readonly isOrdered: boolean;
  readonly workers: number;
}): number {
  return isOrdered ? 1 : workers * LANES_PER_WORKER;
}

export interface LaneOptions {
  readonly source: RecordSource;
  readonly start: StartStream;
  /** How large, in characters of their texts, the records in hand may be together. */
  readonly mostInFlight: number;
  /** How many records may be under way; shared by all lanes. */
  readonly allowance: Allowance;
}

export class Lane {
  readonly #inHand = new Deque<PlacedRecord>();
  readonly #source: RecordSource;
  readonly #mostInFlight: number;
  readonly #allowance: Allowance;
  readonly #results: ResultIterator<unknown>;
  /** The size of all that is in hand. */
  #inFlight = 0;
  #onRoom: (() => void) | undefined;

  constructor({ source, start, mostInFlight, allowance }: LaneOptions) {
    this.#source = source;
    this.#mostInFlight = mostInFlight;
    this.#allowance = allowance;
    let before = 0;
    this.#results = start({ [Symbol.asyncIterator]: () => this.#feed() }, ({ done }) => {
      allowance.done(done - before);
      before = done;
    });
  }

  /** The next record that is done, or undefined at the end. */
  async next(): Promise<{ record: PlacedRecord; outcome: Outcome<unknown> } | undefined> {
    const outcome = await this.#nextOutcome();
    const record = this.#inHand.shift();
    this.#makeRoom(record?.size ?? 0);
    return outcome === undefined || record === undefined ? undefined : { record, outcome };
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
    this.#inFlight -= size;
    if (this.#inFlight <= this.#mostInFlight) this.#onRoom?.();
  }

  async #roomForMore(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onRoom = resolve;
    });
  }

  /**
   * `next` gives what is there without a promise, which the pool's reading of sources understands: an
   * `await` a record is what limits the throughput of quick functions.
   */
  #feed(): AsyncIterator<unknown> {
    const give = (record: PlacedRecord | undefined): IteratorResult<unknown> => {
      if (record === undefined) {
        this.#allowance.giveBack(1);
        return { done: true, value: undefined };
      }
      this.#inHand.push(record);
      this.#inFlight += record.size;
      return { done: false, value: record.value };
    };
    const take = (): IteratorResult<unknown> | Promise<IteratorResult<unknown>> => {
      const record = this.#source.next();
      return record instanceof Promise ? record.then(give) : give(record);
    };
    const next = (): IteratorResult<unknown> | Promise<IteratorResult<unknown>> => {
      if (this.#inFlight > this.#mostInFlight) return this.#roomForMore().then(next);
      return this.#allowance.tryTake() ? take() : this.#allowance.take().then(take);
    };
    return { next: next as AsyncIterator<unknown>['next'] }; // a promise is allowed to be missing
  }
}
