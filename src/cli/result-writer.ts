/**
 * Writes the outcome of each record: result, failure, job log, checkpoint.
 *
 *    outcome ──► write ──► output · errors · joblog   (buffers)
 *                             │
 *                   save: flush, fsync, then one line in the checkpoint
 *
 * Invariant: a position is in `#done` exactly if its text is in the buffers. Both happen in one synchronous
 * step, so that a checkpoint taken at any moment fits the files.
 */
import type { Outcome } from '../core/base/outcome.ts';
import type { Checkpoint, SavedState } from './checkpoint.ts';
import { DoneRanges } from './done-ranges.ts';
import { errorLine, type FailedRecord } from './error-report.ts';
import type { FoldedBatch } from './fold-task.ts';
import type { PlacedRecord } from './inputs/record.ts';
import type { InvalidRecord } from './record-source.ts';
import { joblogLine, type Logged } from './joblog.ts';
import { isAltered } from './outputs/altered-result.ts';
import type { Formatter, FormatterState } from './outputs/formatter.ts';
import { createFormatter, type FormatOptions, type OutputFormat } from './outputs/formats.ts';
import type { TextWriter } from './outputs/text-writer.ts';

export interface ResultWriterOptions {
  readonly outputFormat: OutputFormat;
  readonly formatOptions?: FormatOptions;
  /** What makes text of results, if that is more than their format says. */
  readonly createFormatter?: (state: FormatterState | undefined) => Formatter;
  readonly onError: 'stop' | 'skip';
  readonly output: TextWriter;
  readonly errors: TextWriter | undefined;
  readonly joblog: TextWriter | undefined;
  readonly checkpoint: Checkpoint | undefined;
  /** What an earlier run has saved. */
  readonly state: SavedState | undefined;
  readonly onFailure: (failed: FailedRecord) => void;
  /** Told of results that are written as something else. Returns the error of one that must not be. */
  readonly onAltered?: () => Error | undefined;
}

export class ResultWriter {
  readonly #done: DoneRanges;
  readonly #options: ResultWriterOptions;
  readonly #formatter: Formatter;
  readonly #writers: readonly TextWriter[];
  #count: number;
  #failed: number;
  #invalid: number;
  #ended = 0;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: ResultWriterOptions) {
    const { state, output, errors, joblog } = options;
    this.#options = options;
    this.#done = new DoneRanges(state?.done);
    this.#count = this.#done.count;
    this.#failed = state?.failed ?? 0;
    this.#invalid = state?.invalid ?? 0;
    const { outputFormat, formatOptions } = options;
    const plain = (saved?: FormatterState): Formatter =>
      createFormatter(outputFormat, saved, formatOptions);
    const { createFormatter: create = plain } = options;
    this.#formatter = create(state?.memory);
    this.#writers = [output, errors, joblog].filter((writer) => writer !== undefined);
  }

  /** Records that are done: written, failed or invalid. */
  get count(): number {
    return this.#count;
  }

  get failed(): number {
    return this.#failed;
  }

  get invalid(): number {
    return this.#invalid;
  }

  /** A buffer is full: the caller should flush before it goes on. */
  get isFull(): boolean {
    return this.#formatter.isFull === true || this.#writers.some((writer) => writer.isFull);
  }

  /**
   * Writes one outcome; `logged` is for the job log, if there is one. With `--on-error stop` it does not write a failure but
   * returns it: that failure ends the run.
   */
  write(
    record: PlacedRecord,
    outcome: Outcome<unknown>,
    logged?: Logged,
  ): FailedRecord | undefined {
    const result = outcome.ok ? this.#format(outcome.value) : outcome;
    if (!result.ok && this.#options.onError === 'stop') return toFailed(record, result.error);
    this.#options.joblog?.append(joblogLine(record, result, logged));
    if (result.ok) this.#options.output.append(result.value);
    else this.#writeFailure(toFailed(record, result.error));
    this.#markDone(record.position);
    return undefined;
  }

  /**
   * Writes what a worker has made of some records. As `write`, it returns the failure that ends the run; all records
   * before that one are done.
   */
  writeBatch(records: readonly PlacedRecord[], batch: FoldedBatch): FailedRecord | undefined {
    const { done, timings, worker } = batch;
    const failures = new Map(batch.failures);
    this.#formatter.absorb?.(batch);
    for (const [at, record] of records.slice(0, done).entries()) {
      const outcome: Outcome<unknown> = failures.has(at)
        ? { ok: false, error: failures.get(at) }
        : { ok: true, value: undefined };
      if (!outcome.ok && this.#options.onError === 'stop') return toFailed(record, outcome.error);
      const timing = timings[at];
      const timed = timing === undefined ? undefined : { ...timing, worker, outcome };
      this.#options.joblog?.append(joblogLine(record, outcome, { timed }));
      if (!outcome.ok) this.#writeFailure(toFailed(record, outcome.error));
      this.#markDone(record.position);
    }
    return undefined;
  }

  writeInvalid({ position, input, line, text, error }: InvalidRecord): void {
    this.#invalid += 1;
    this.#report({ position, input, line, record: text, error });
    this.#markDone(position);
  }

  /** Waits until there is room for more. */
  async makeRoom(): Promise<void> {
    await this.#formatter.settle?.();
    await this.flush();
  }

  async flush(): Promise<void> {
    for (const writer of this.#writers) await writer.flush();
  }

  /** Makes everything written so far survive a crash. */
  async save(isComplete = false): Promise<void> {
    const { checkpoint } = this.#options;
    if (checkpoint === undefined) return;
    const save = async (): Promise<void> => {
      const state = this.#takeState(isComplete);
      for (const writer of this.#writers) await writer.sync();
      await checkpoint.save(state);
    };
    this.#saving = this.#saving.then(save); // one save at a time
    await this.#saving;
  }

  /** Closes the output of a complete run. Nothing may be written afterwards. */
  async finish(): Promise<void> {
    await this.#formatter.settle?.();
    const ending = this.#formatter.end();
    this.#options.output.append(ending);
    this.#ended = Buffer.byteLength(ending);
    await this.flush();
    await this.save(true);
    for (const writer of this.#writers) await writer.sync();
  }

  /** Writes the failure that ended the run, but does not mark it as done: a resumed run tries that record again. */
  writeLastFailure(failed: FailedRecord): void {
    this.#writeFailure(failed);
  }

  #format(value: unknown): Outcome<string> {
    try {
      const error = isAltered(value) ? this.#options.onAltered?.() : undefined;
      if (error !== undefined) return { ok: false, error };
      return { ok: true, value: this.#formatter.format(value) };
    } catch (error) {
      return { ok: false, error };
    }
  }

  #writeFailure(failed: FailedRecord): void {
    this.#failed += 1;
    this.#report(failed);
  }

  #report(failed: FailedRecord): void {
    this.#options.errors?.append(errorLine(failed));
    this.#options.onFailure(failed);
  }

  #markDone(position: number): void {
    this.#done.add(position);
    this.#count += 1;
  }

  #takeState(isComplete: boolean): SavedState {
    const { output, errors, joblog } = this.#options;
    return {
      done: this.#done.ranges,
      failed: this.#failed,
      invalid: this.#invalid,
      output: output.length,
      errors: errors?.length ?? 0,
      joblog: joblog?.length ?? 0,
      memory: this.#formatter.state,
      isComplete,
      ...(isComplete ? { ended: this.#ended } : {}),
    };
  }
}

function toFailed({ position, input, line, value }: PlacedRecord, error: unknown): FailedRecord {
  return { position, input, line, record: value, error };
}
