/**
 * Writes down what becomes of each record: result, failure, job log, checkpoint.
 *
 *    outcome ──► accept ──► output · errors · joblog   (buffers)
 *                              │
 *                    save: flush, fsync, then one line in the checkpoint
 *
 * Invariant: a position is in `done` exactly if its text is in the buffers; both happen in one synchronous
 * step, so that a checkpoint taken at any moment fits the files.
 */
import type { Outcome } from '../core/base/outcome.ts';
import type { Checkpoint, SavedState } from './checkpoint.ts';
import { DoneRanges } from './done-ranges.ts';
import { errorLine, type FailedRecord } from './error-report.ts';
import type { PlacedRecord } from './inputs/record.ts';
import type { InvalidRecord } from './record-source.ts';
import { joblogLine } from './joblog.ts';
import { createFormatter, type Formatter, type OutputFormat } from './outputs/formats.ts';
import type { Sink } from './outputs/sink.ts';
import type { TimedOutcome } from './timed-task.ts';

export interface RecorderOptions {
  readonly outputFormat: OutputFormat;
  readonly onError: 'stop' | 'skip';
  readonly output: Sink;
  readonly errors: Sink | undefined;
  readonly joblog: Sink | undefined;
  readonly checkpoint: Checkpoint | undefined;
  readonly state: SavedState | undefined;
  readonly onFailure: (failed: FailedRecord) => void;
}

/** The failure that ends a run with `--on-error stop`. */
export type Verdict = { readonly goesOn: true } | { readonly goesOn: false; failed: FailedRecord };

const GO_ON: Verdict = { goesOn: true };

export class Recorder {
  readonly done: DoneRanges;
  readonly #options: RecorderOptions;
  readonly #formatter: Formatter;
  readonly #sinks: readonly Sink[];
  #count: number;
  #failed: number;
  #invalid: number;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: RecorderOptions) {
    const { state, output, errors, joblog } = options;
    this.#options = options;
    this.done = new DoneRanges(state?.done);
    this.#count = this.done.count;
    this.#failed = state?.failed ?? 0;
    this.#invalid = state?.invalid ?? 0;
    this.#formatter = createFormatter(options.outputFormat, state?.memory);
    this.#sinks = [output, errors, joblog].filter((sink) => sink !== undefined);
  }

  /** Records that are over and done with, invalid ones included. */
  get count(): number {
    return this.#count;
  }

  get failed(): number {
    return this.#failed;
  }

  get invalid(): number {
    return this.#invalid;
  }

  get isFull(): boolean {
    return this.#sinks.some((sink) => sink.isFull);
  }

  /** Takes one outcome; `timed` if there is a job log. */
  accept(record: PlacedRecord, outcome: Outcome<unknown>, timed?: TimedOutcome): Verdict {
    const result = outcome.ok ? this.#format(outcome.value) : outcome;
    if (!result.ok && this.#options.onError === 'stop') {
      return { goesOn: false, failed: toFailed(record, result.error) };
    }
    this.#options.joblog?.append(joblogLine(record, result, timed));
    if (result.ok) this.#options.output.append(result.value);
    else this.#noteFailure(toFailed(record, result.error));
    this.#settle(record.position);
    return GO_ON;
  }

  acceptInvalid({ position, input, line, text, error }: InvalidRecord): void {
    this.#invalid += 1;
    this.#tell({ position, input, line, record: text, error });
    this.#settle(position);
  }

  async flush(): Promise<void> {
    for (const sink of this.#sinks) await sink.flush();
  }

  /** Makes all that was accepted so far survive a crash. */
  async save(isComplete = false): Promise<void> {
    const { checkpoint } = this.#options;
    if (checkpoint === undefined) return;
    const save = async (): Promise<void> => {
      const state = this.#takeState(isComplete);
      for (const sink of this.#sinks) await sink.sync();
      await checkpoint.save(state);
    };
    this.#saving = this.#saving.then(save); // one after the other
    await this.#saving;
  }

  /** The run is complete: nothing comes after this. */
  async finish(): Promise<void> {
    this.#options.output.append(this.#formatter.end());
    await this.flush();
    await this.save(true);
    for (const sink of this.#sinks) await sink.sync();
  }

  /** The failure that stops the run is reported, but not done: a resumed run tries that record again. */
  noteStop(failed: FailedRecord): void {
    this.#noteFailure(failed);
  }

  #format(value: unknown): Outcome<string> {
    try {
      return { ok: true, value: this.#formatter.format(value) };
    } catch (error) {
      return { ok: false, error };
    }
  }

  #noteFailure(failed: FailedRecord): void {
    this.#failed += 1;
    this.#tell(failed);
  }

  #tell(failed: FailedRecord): void {
    this.#options.errors?.append(errorLine(failed));
    this.#options.onFailure(failed);
  }

  #settle(position: number): void {
    this.done.add(position);
    this.#count += 1;
  }

  #takeState(isComplete: boolean): SavedState {
    const { output, errors, joblog } = this.#options;
    return {
      done: this.done.ranges,
      failed: this.#failed,
      invalid: this.#invalid,
      output: output.length,
      errors: errors?.length ?? 0,
      joblog: joblog?.length ?? 0,
      memory: this.#formatter.memory,
      isComplete,
    };
  }
}

function toFailed({ position, input, line, value }: PlacedRecord, error: unknown): FailedRecord {
  return { position, input, line, record: value, error };
}
