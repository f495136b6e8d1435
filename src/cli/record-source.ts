/**
 * All records of a run, one at a time, whoever asks: the lanes pull from here.
 *
 *    inputs ── batches ──► RecordSource ── next ──► lane 1 … n
 *                              └── onInvalid ──► the error report
 *
 * A record that is here is given at once, without a promise; only a new batch has to be waited for.
 * Never throws to a lane: what ends the reading is kept in `failure`, and the records simply end.
 */
import type { DoneRanges } from './done-ranges.ts';
import { nameOf } from './inputs/open-text.ts';
import { type PlannedInput, readInput, sizeOfInputs } from './inputs/plan-inputs.ts';
import type { PlacedRecord, ReadMeter, ReadRecord, RecordBatches } from './inputs/record.ts';

export type InvalidRecord = Extract<ReadRecord, { ok: false }> & {
  readonly position: number;
  readonly input: string;
};

export interface RecordSourceOptions {
  readonly inputs: readonly PlannedInput[];
  /** What an earlier run has done: not given again. */
  readonly done: DoneRanges;
  readonly onInvalid: (record: InvalidRecord) => Promise<void> | void;
}

export class RecordSource {
  readonly #options: RecordSourceOptions;
  /** The done set changes while the run goes on; what counts here is how it was at its start. */
  readonly #isDone: (position: number) => boolean;
  readonly #inputs: PlannedInput[];
  readonly #meter: ReadMeter = { bytes: 0 };
  readonly #size: number | undefined;
  #batches: RecordBatches | undefined;
  #input = '';
  #ready: PlacedRecord[] = [];
  #at = 0;
  #position = 0;
  #refilling: Promise<void> | undefined;
  #wake: () => void = () => {};
  #isOver = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: RecordSourceOptions) {
    this.#options = options;
    this.#inputs = [...options.inputs];
    this.#size = sizeOfInputs(options.inputs);
    const { done } = options;
    const skipBefore = done.ranges.at(-1)?.[1] ?? 0;
    this.#isDone = (position) => position < skipBefore && done.has(position);
  }

  /** Why the reading ended early, if it did. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** How many records there are, once that is known. */
  get total(): number | undefined {
    return this.#isOver && this.#isExhausted ? this.#position : undefined;
  }

  /** How many there will be, going by what the files still hold; undefined if nothing can be said. */
  get expectedTotal(): number | undefined {
    if (this.total !== undefined) return this.total;
    if (this.#size === undefined || this.#meter.bytes === 0) return undefined;
    return Math.round((this.#position * this.#size) / this.#meter.bytes);
  }

  get #isExhausted(): boolean {
    return this.#inputs.length === 0 && this.#batches === undefined;
  }

  next(): PlacedRecord | undefined | Promise<PlacedRecord | undefined> {
    if (this.#at < this.#ready.length && !this.#isOver) return this.#take();
    if (this.#isOver) return undefined;
    return this.#nextLater();
  }

  /** No more records, from now on. */
  stop(): void {
    this.#isOver = true;
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
    while (!this.#isOver) {
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
      if (batch === undefined) this.#isOver = true;
      else await this.#place(batch);
    } catch (error) {
      this.#failure = { error };
      this.#isOver = true;
    }
  }

  async #nextBatch(): Promise<readonly ReadRecord[] | undefined> {
    for (;;) {
      if (this.#batches === undefined) {
        const input = this.#inputs.shift();
        if (input === undefined) return undefined;
        this.#input = nameOf(input.argument);
        this.#batches = readInput(input, this.#meter);
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
