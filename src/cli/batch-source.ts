/**
 * Gives out records some at a time, for runs whose results are folded in the workers.
 *
 *    RecordSource ── r1 r2 r3 … ──► BatchSource ── [r1 r2 r3] ──► record stream
 *                                        ▲
 *                                        └── how long batches took: they last some milliseconds each
 */
import type { FoldItem, FoldPlan } from './fold-task.ts';
import type { PlacedRecord } from './inputs/record.ts';

/** What a record stream pulls from. */
export interface NextRecord {
  next(): PlacedRecord | undefined | Promise<PlacedRecord | undefined>;
}

/** Several records on their way as one. */
export interface PlacedBatch extends PlacedRecord {
  readonly value: FoldItem;
  readonly records: readonly PlacedRecord[];
}

export function isBatch(record: PlacedRecord): record is PlacedBatch {
  return 'records' in record;
}

export class BatchSource implements NextRecord {
  readonly #source: NextRecord;
  readonly #plan: FoldPlan;
  readonly #isFixed: boolean;
  #size: number;

  constructor(source: NextRecord, plan: FoldPlan, chunkSize: number | 'auto') {
    this.#source = source;
    this.#plan = plan;
    this.#isFixed = chunkSize !== 'auto';
    this.#size = chunkSize === 'auto' ? 1 : chunkSize;
  }

  next(): PlacedRecord | undefined | Promise<PlacedRecord | undefined> {
    const first = this.#source.next();
    if (first instanceof Promise) return first.then((record) => this.#fill(record));
    return this.#fill(first);
  }

  /** A batch of so many has taken so long. */
  adjust(count: number, durationMs: number): void {
    if (this.#isFixed) return;
    if (durationMs > MAX_MS) this.#size = Math.max(1, Math.floor(this.#size / 2));
    else if (durationMs < MIN_MS && count >= this.#size)
      this.#size = Math.min(MAX_RECORDS, this.#size * 2);
  }

  /** Takes what is there; only for the first record of a batch it waits, unless batches have a fixed size. */
  #fill(first: PlacedRecord | undefined): PlacedRecord | undefined | Promise<PlacedRecord> {
    if (first === undefined) return undefined;
    return this.#take([first], first.size);
  }

  #take(records: PlacedRecord[], before: number): PlacedBatch | Promise<PlacedBatch> {
    let size = before;
    while (records.length < this.#size && (this.#isFixed || size < MAX_CHARACTERS)) {
      const next = this.#source.next();
      if (next instanceof Promise)
        return next.then((record) => {
          if (record === undefined) return this.batchOf(records);
          records.push(record);
          return this.#take(records, size + record.size);
        });
      if (next === undefined) break;
      records.push(next);
      size += next.size;
    }
    return this.batchOf(records);
  }

  batchOf(records: readonly PlacedRecord[]): PlacedBatch {
    const [first] = records as readonly [PlacedRecord]; // never empty
    const size = records.reduce((sum, record) => sum + record.size, 0);
    const values = records.map(({ value }) => value);
    return { ...first, size, value: [this.#plan, values], records };
  }
}

/** Between these a batch lasts long enough that sending it does not count, and is over soon after Ctrl-C. */
const MIN_MS = 10;
const MAX_MS = 40;
const MAX_RECORDS = 4096;
/** Of the texts of the records in a batch. */
const MAX_CHARACTERS = 2 ** 20;
