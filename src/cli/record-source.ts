/**
 * Gives out all records of a run, one at a time; the record streams pull from here.
 *
 *    inputs ── batches ──► RecordSource ── next ──► RecordStream 1 … n
 *                              └── onInvalid ──► the error report
 *
 * `next` returns a record of the current batch without a promise; only a new batch has to be waited for.
 * Never throws to a stream: a failure to read is kept in `failure`, and the records end.
 */
import type { DoneRanges } from './done-ranges.ts';
import { nameOf } from './inputs/open-text.ts';
import { type PlannedInput, readInput, sizeOfInputs } from './inputs/plan-inputs.ts';
import { type Reading, resolveReading } from './inputs/reading.ts';
import type { PlacedRecord, ReadMeter, ReadRecord, RecordBatches } from './inputs/record.ts';

export type InvalidRecord = Extract<ReadRecord, { ok: false }> & {
  readonly position: number;
  readonly input: string;
};

/**
 * `open` gives records; the other three give none. A read may be under way when the source is stopped, so that
 * the source still learns the end of its inputs, or that it cannot read them.
 *
 *    open ──► stopped ──► exhausted | failed
 *      └────────────────► exhausted | failed
 */
type SourceState =
  | { readonly kind: 'open' }
  | { readonly kind: 'stopped' }
  /** All inputs were read to their ends. */
  | { readonly kind: 'exhausted' }
  | SourceFailure;

export interface SourceFailure {
  readonly kind: 'failed';
  readonly error: unknown;
}

export interface RecordSourceOptions {
  readonly inputs: readonly PlannedInput[];
  /** What an earlier run has done, and this one skips. Nobody may change it during the run. */
  readonly done: DoneRanges;
  readonly onInvalid: (record: InvalidRecord) => Promise<void> | void;
  readonly reading?: Reading;
}

export class RecordSource {
  readonly #options: RecordSourceOptions;
  readonly #isDone: (position: number) => boolean;
  readonly #inputs: PlannedInput[];
  readonly #meter: ReadMeter = { bytes: 0 };
  readonly #reading: Reading;
  readonly #size: number | undefined;
  #batches: RecordBatches | undefined;
  #input = '';
  #ready: PlacedRecord[] = [];
  #at = 0;
  #position = 0;
  #refilling: Promise<void> | undefined;
  #wake: () => void = () => {};
  #state: SourceState = { kind: 'open' };

  constructor(options: RecordSourceOptions) {
    this.#options = options;
    this.#reading = options.reading ?? resolveReading();
    this.#inputs = [...options.inputs];
    this.#size = sizeOfInputs(options.inputs);
    const { done } = options;
    const skipBefore = done.ranges.at(-1)?.[1] ?? 0;
    this.#isDone = (position) => position < skipBefore && done.has(position);
  }

  /** Whether it may still give records. */
  get isOpen(): boolean {
    return this.#state.kind === 'open';
  }

  /** Why the reading ended early, if it did. */
  get failure(): SourceFailure | undefined {
    return this.#state.kind === 'failed' ? this.#state : undefined;
  }

  /** Whether any record was read, valid or not. */
  get hasRead(): boolean {
    return this.#position > 0;
  }

  /** How many records there are, once that is known. */
  get total(): number | undefined {
    return this.#state.kind === 'exhausted' ? this.#position : undefined;
  }

  /** An estimate of `total` from how much of the files has been read; undefined if their sizes are not known. */
  get expectedTotal(): number | undefined {
    if (this.total !== undefined) return this.total;
    if (this.#size === undefined || this.#meter.bytes === 0) return undefined;
    return Math.round((this.#position * this.#size) / this.#meter.bytes);
  }

  next(): PlacedRecord | undefined | Promise<PlacedRecord | undefined> {
    if (this.#state.kind !== 'open') return undefined;
    return this.#at < this.#ready.length ? this.#take() : this.#nextLater();
  }

  /** No more records, from now on. */
  stop(): void {
    if (this.#state.kind === 'open') this.#state = { kind: 'stopped' };
    this.#wake(); // a terminal or a pipe may not answer for hours
  }

  /** Closes what is open. A read that is under way ends by itself, or with the program. */
  async close(): Promise<void> {
    this.stop();
    if (this.#refilling === undefined) await this.#batches?.return();
  }

  #take(): PlacedRecord | undefined {
    const record = this.#ready[this.#at];
    this.#at += 1;
    return record;
  }

  async #nextLater(): Promise<PlacedRecord | undefined> {
    while (this.#state.kind === 'open') {
      if (this.#at < this.#ready.length) return this.#take();
      this.#refilling ??= this.#startRefill();
      await this.#refilling;
    }
    return undefined;
  }

  /** Settles when there is a new batch, or when `stop` is called. */
  async #startRefill(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      void this.#refill().then(() => {
        this.#refilling = undefined;
        resolve();
      });
    });
  }

  async #refill(): Promise<void> {
    try {
      const batch = await this.#nextBatch();
      if (batch === undefined) this.#state = { kind: 'exhausted' };
      else await this.#place(batch);
    } catch (error) {
      this.#state = { kind: 'failed', error };
    }
  }

  async #nextBatch(): Promise<readonly ReadRecord[] | undefined> {
    for (;;) {
      if (this.#batches === undefined) {
        const input = this.#inputs.shift();
        if (input === undefined) return undefined;
        this.#input = nameOf(input.argument);
        this.#batches = readInput(input, this.#meter, this.#reading);
      }
      const next = await this.#batches.next();
      if (next.done !== true) return next.value;
      this.#batches = undefined;
    }
  }

  async #place(batch: readonly ReadRecord[]): Promise<void> {
    const placed: PlacedRecord[] = [];
    const input = this.#input;
    for (const record of batch) {
      const position = this.#position;
      this.#position += 1;
      if (this.#isDone(position)) continue;
      if (record.ok) {
        const { line, value, size = 0 } = record;
        placed.push({ position, input, line, value, size });
      } else await this.#options.onInvalid({ ...record, position, input });
    }
    this.#ready = placed;
    this.#at = 0;
  }
}
