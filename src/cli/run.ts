/**
 * One run of `manyhands map`.
 *
 *    inputs ──► RecordSource ──► RecordStreams ──► pool ──► ResultWriter ──► output, errors, job log, checkpoint
 *                    ▲                                           │
 *                    └────────── stop (Ctrl-C, --on-error stop, --halt, a full disk) ──┘
 *
 * Owns the state of the run, the source and the display. The pool and the files belong to the caller, who
 * closes them whatever ends the run.
 */
import type { Outcome } from '../core/base/outcome.ts';
import { type Pool, PoolTerminatedError } from '../index.ts';
import { BatchSource, isBatch, type NextRecord, type PlacedBatch } from './batch-source.ts';
import { DoneRanges } from './done-ranges.ts';
import { printable } from '../core/base/printable.ts';
import type { FailedRecord } from './error-report.ts';
import { FailureLines } from './failure-lines.ts';
import {
  BrokenRunError,
  ClosedPipeError,
  EXIT,
  type ExitCode,
  isFatal,
  UnusableInputError,
  UsageError,
} from './failures.ts';
import { type FoldAgain, foldPlanOf } from './fold-records.ts';
import type { FoldedBatch } from './fold-task.ts';
import { isReached } from './halt.ts';
import { Interrupt } from './interrupt.ts';
import { formatterMaker } from './joined-output.ts';
import { type Reading, resolveReading } from './inputs/reading.ts';
import { PressureGate } from './pressure-gate.ts';
import { ProgressDisplay, type RunProgress } from './progress-display.ts';
import { saveRegularly } from './regular-saves.ts';
import { RecordSource } from './record-source.ts';
import { type DoneRecord, RecordStream, type StartStream, streamCount } from './record-stream.ts';
import { ResultWriter } from './result-writer.ts';
import { publish, type RunFiles } from './run-files.ts';
import { isWanted, nextRunState, RUNNING, type RunEnd, type RunState } from './run-state.ts';
import { reasonOf, summarizeComplete, summarizePartial } from './run-summary.ts';
import type { MapSettings } from './settings.ts';
import { createInFlightLimit, timedOutcomeOf } from './start-stream.ts';

export interface RunParts {
  readonly settings: MapSettings;
  readonly files: RunFiles;
  readonly pool: Pool;
  readonly start: StartStream;
  /** Of a run that folds its results. */
  readonly again?: FoldAgain;
}

export class MapRun {
  readonly #parts: RunParts;
  readonly #settings: MapSettings;
  readonly #reading: Reading;
  readonly #writer: ResultWriter;
  readonly #source: RecordSource;
  readonly #batches: BatchSource | undefined;
  readonly #display: ProgressDisplay;
  readonly #interrupt: Interrupt;
  #state: RunState = RUNNING;
  /** The end that `--halt soon` has asked for: it comes when what runs is finished. */
  #halted: RunEnd | undefined;

  constructor(parts: RunParts) {
    const { settings, files } = parts;
    this.#parts = parts;
    this.#settings = settings;
    this.#reading = resolveReading(settings.reading, (text) => this.#display.log(text));
    this.#writer = this.#createWriter();
    this.#source = new RecordSource({
      inputs: settings.inputs,
      done: new DoneRanges(files.state?.done),
      reading: this.#reading,
      onInvalid: async (record) => {
        this.#writer.writeInvalid(record);
        this.#haltIfReached();
        if (this.#writer.isFull) await this.#writer.makeRoom();
      },
    });
    const plan = foldPlanOf(settings);
    if (plan !== undefined)
      this.#batches = new BatchSource(this.#gated(), plan, settings.chunkSize);
    this.#interrupt = new Interrupt({
      onFirst: () => this.#finishSoon(),
      onSecond: () => this.#end({ kind: 'aborted' }),
    });
    this.#display = new ProgressDisplay(settings.isQuiet, () => this.#readProgress());
  }

  /** Runs until the inputs end, or something ends the run. @throws BrokenRunError if it could not go on. */
  async run(): Promise<ExitCode> {
    const saving = saveRegularly(
      async () => await this.#writer.save(),
      this.#settings.checkpointEveryMs,
      (error) => this.#end({ kind: 'failed', error }),
    );
    try {
      await this.#runStreams();
      await saving.stop();
      this.#display[Symbol.dispose](); // its last line stands above the summary
      for (const sentence of this.#reading.alterations.sentences) this.#display.log(sentence);
      return await this.#conclude();
    } finally {
      await saving.stop();
      this.#display[Symbol.dispose]();
      this.#interrupt[Symbol.dispose]();
      await this.#source.close();
    }
  }

  #createWriter(): ResultWriter {
    const { settings, files, pool } = this.#parts;
    const { outputFormat, onError, isCsvSafe, reading } = settings;
    const createFormatter = formatterMaker(settings, pool);
    const failures = new FailureLines((text) => this.#display.log(text));
    return new ResultWriter({
      ...files,
      outputFormat,
      formatOptions: { isCsvSafe, hasBigInts: reading?.hasBigInts },
      onError,
      onFailure: (failed) => failures.show(failed),
      onAltered: () => this.#reading.alterations.note('result'),
      ...(createFormatter === undefined ? {} : { createFormatter }),
    });
  }

  async #runStreams(): Promise<void> {
    const count = streamCount(this.#settings);
    const isAuto = this.#settings.chunkSize === 'auto' || this.#batches !== undefined;
    const options = {
      source: this.#batches ?? this.#gated(),
      start: this.#parts.start,
      maxInFlightSize: isAuto ? MAX_IN_FLIGHT_SIZE / count : Number.POSITIVE_INFINITY,
      limit: createInFlightLimit(this.#settings),
    };
    const streams = Array.from({ length: count }, () => new RecordStream(options));
    await Promise.all(streams.map((stream) => this.#runStream(stream)));
  }

  #gated(): NextRecord {
    const { maxLoad, minFreeBytes } = this.#settings;
    if (maxLoad === undefined && minFreeBytes === undefined) return this.#source;
    const say = (text: string): void => this.#display.log(text);
    return new PressureGate({ source: this.#source, maxLoad, minFreeBytes, say });
  }

  async #runStream(stream: RecordStream): Promise<void> {
    try {
      for (let next = await stream.next(); next !== undefined; next = await stream.next()) {
        if (this.#state.kind !== 'running') break;
        const { record, outcome } = next;
        if (isBatch(record)) await this.#writeBatch(record, outcome);
        else this.#write(next);
        if (this.#writer.isFull) await this.#writer.makeRoom();
      }
    } catch (error) {
      const isOwnEnd = error instanceof PoolTerminatedError && this.#state.kind !== 'running';
      if (!isOwnEnd) this.#end({ kind: 'failed', error });
    }
    await stream.end();
  }

  #write({ record, outcome: delivered, reports }: DoneRecord): void {
    const timed = this.#settings.joblog === undefined ? undefined : timedOutcomeOf(delivered);
    const outcome = timed?.outcome ?? delivered;
    if (!outcome.ok && isFatal(outcome.error)) {
      this.#end({ kind: 'failed', error: outcome.error });
      return;
    }
    this.#stopFor(this.#writer.write(record, outcome, { timed, reports }));
  }

  /** A batch that was lost as a whole runs again, record by record: one of them is to blame, and the others are not. */
  async #writeBatch({ records, value }: PlacedBatch, outcome: Outcome<unknown>): Promise<void> {
    if (outcome.ok) {
      const batch = outcome.value as FoldedBatch; // what `foldBatch` returned
      this.#batches?.adjust(records.length, batch.durationMs);
      this.#stopFor(this.#writer.writeBatch(records, batch));
      return;
    }
    const { error } = outcome;
    if (error instanceof Error && error.name === 'JoinError')
      throw new BrokenRunError(`the function of --reduce failed: ${error.message}`, {
        cause: error,
      });
    const { again } = this.#parts;
    const [record] = records;
    const canTell = records.length > 1 || this.#settings.retries > 0;
    if (isFatal(error) || again === undefined || record === undefined) throw error;
    if (!canTell) {
      this.#stopFor(this.#writer.write(record, outcome));
      return;
    }
    for (const [at, one] of records.entries()) {
      if (this.#state.kind !== 'running') return;
      const settled = await settle(again([value[0], [value[1][at]]]));
      if (settled.ok) this.#stopFor(this.#writer.writeBatch([one], settled.value));
      else this.#write({ record: one, outcome: settled, reports: [] });
    }
  }

  #stopFor(failed: FailedRecord | undefined): void {
    if (failed !== undefined) this.#end({ kind: 'stopped', failed });
    else this.#haltIfReached();
  }

  #haltIfReached(): void {
    const { halt: policy } = this.#settings;
    if (policy === undefined || this.#halted !== undefined) return;
    const { count, failed, invalid } = this.#writer;
    if (!isReached(policy, { count, failed: failed + invalid })) return;
    this.#halted = { kind: 'halted', policy };
    if (policy.when === 'now') this.#end(this.#halted);
    else this.#source.stop();
  }

  async #conclude(): Promise<ExitCode> {
    if (this.#halted !== undefined) this.#state = nextRunState(this.#state, this.#halted);
    const canSave = this.#state.kind !== 'failed'; // an input that cannot be read harms no output
    const { failure } = this.#source;
    const state = failure === undefined ? this.#state : nextRunState(this.#state, failure);
    if (state.kind === 'failed' && state.error instanceof ClosedPipeError) return EXIT.ok;
    const interruptCode = this.#interrupt.exitCode;
    const isWhole = state.kind === 'running' || isWanted(state);
    if (isWhole && interruptCode === undefined) return await this.#complete();
    if (canSave) await this.#keepWhatIsDone();
    const reason = reasonOf(state, interruptCode !== undefined);
    const summary = summarizePartial(reason, this.#writer.count, this.#settings);
    if (state.kind === 'failed') {
      const isUsage = state.error instanceof UnusableInputError && !this.#source.hasRead;
      throw new (isUsage ? UsageError : BrokenRunError)(summary, { cause: state.error });
    }
    this.#display.log(printable(summary));
    return interruptCode ?? EXIT.someFailed;
  }

  async #complete(): Promise<ExitCode> {
    await this.#writer.finish();
    await publish(this.#settings);
    const summary = summarizeComplete(this.#writer, this.#settings.errors);
    if (summary === undefined) return EXIT.ok;
    this.#display.log(printable(summary));
    return EXIT.someFailed;
  }

  async #keepWhatIsDone(): Promise<void> {
    await this.#writer.save();
    if (this.#state.kind === 'stopped') this.#writer.writeLastFailure(this.#state.failed);
    await this.#writer.flush();
  }

  /** First Ctrl-C: no new records are read, those in flight are finished. */
  #finishSoon(): void {
    this.#display.log('stopping: finishing what runs (Ctrl-C again drops it)');
    this.#source.stop();
  }

  /** Ends the run now: records in flight are dropped. */
  #end(event: RunEnd): void {
    const wasRunning = this.#state.kind === 'running';
    this.#state = nextRunState(this.#state, event);
    if (!wasRunning) return;
    this.#source.stop();
    void this.#parts.pool.terminate(); // never rejects; the pool's owner waits for it as well
  }

  #readProgress(): RunProgress {
    const { workers, run, perWorker } = this.#parts.pool.stats();
    const memory = perWorker.reduce((sum, worker) => sum + worker.memory, 0);
    return {
      done: this.#writer.count,
      total: this.#source.total,
      expected: this.#source.expectedTotal,
      failed: this.#writer.failed + this.#writer.invalid,
      busy: workers.busy,
      workers: perWorker.length,
      p50: run.count === 0 ? undefined : run.p50,
      memory: memory === 0 ? undefined : memory,
    };
  }
}

/**
 * In characters of text: large records must not fill the memory. Only where chunks are cut by time: a chunk of
 * fixed size waits until it is full, and would wait for ever.
 */
const MAX_IN_FLIGHT_SIZE = 64 * 2 ** 20;

async function settle<T>(promise: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await promise };
  } catch (error) {
    return { ok: false, error };
  }
}
