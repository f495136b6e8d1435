/**
 * One run of `manyhands map`.
 *
 *    inputs ──► RecordSource ──► RecordStreams ──► pool ──► ResultWriter ──► output, errors, job log, checkpoint
 *                    ▲                                           │
 *                    └────────── stop (Ctrl-C, --on-error stop, a full disk) ──┘
 *
 * Owns the state of the run, the source and the display. The pool and the files belong to the caller, who
 * closes them whatever ends the run.
 */
import type { Outcome } from '../core/base/outcome.ts';
import { type Pool, PoolTerminatedError } from '../index.ts';
import { DoneRanges } from './done-ranges.ts';
import { errorSentence, type FailedRecord } from './error-report.ts';
import { BrokenRunError, ClosedPipeError, EXIT, type ExitCode } from './failures.ts';
import { Interrupt } from './interrupt.ts';
import { formatterMaker } from './joined-output.ts';
import type { PlacedRecord } from './inputs/record.ts';
import { ProgressDisplay, type RunProgress } from './progress-display.ts';
import { RecordSource } from './record-source.ts';
import { RecordStream, type StartStream, streamCount } from './record-stream.ts';
import { ResultWriter } from './result-writer.ts';
import { publish, type RunFiles } from './run-files.ts';
import { nextRunState, RUNNING, type RunEnd, type RunState } from './run-state.ts';
import { reasonOf, summarizeComplete, summarizePartial } from './run-summary.ts';
import type { MapSettings } from './settings.ts';
import { createInFlightLimit, timedOutcomeOf } from './start-stream.ts';

/** How many failures stderr shows one by one; the errors file has them all. */
const MAX_FAILURES_SHOWN = 10;

export interface RunParts {
  readonly settings: MapSettings;
  readonly files: RunFiles;
  readonly pool: Pool;
  readonly start: StartStream;
}

export class MapRun {
  readonly #settings: MapSettings;
  readonly #pool: Pool;
  readonly #start: StartStream;
  readonly #writer: ResultWriter;
  readonly #source: RecordSource;
  readonly #display: ProgressDisplay;
  readonly #interrupt: Interrupt;
  #state: RunState = RUNNING;
  #failuresShown = 0;

  constructor({ settings, files, pool, start }: RunParts) {
    this.#settings = settings;
    this.#pool = pool;
    this.#start = start;
    const { outputFormat, onError } = settings;
    const onFailure = (failed: FailedRecord): void => this.#showFailure(failed);
    const createFormatter = formatterMaker(settings, pool);
    this.#writer = new ResultWriter({
      ...files,
      outputFormat,
      onError,
      onFailure,
      ...(createFormatter === undefined ? {} : { createFormatter }),
    });
    this.#source = new RecordSource({
      inputs: settings.inputs,
      done: new DoneRanges(files.state?.done),
      onInvalid: async (record) => {
        this.#writer.writeInvalid(record);
        if (this.#writer.isFull) await this.#writer.makeRoom();
      },
    });
    this.#interrupt = new Interrupt({
      onFirst: () => this.#finishSoon(),
      onSecond: () => this.#end({ kind: 'aborted' }),
    });
    this.#display = new ProgressDisplay(settings.isQuiet, () => this.#readProgress());
  }

  /** Runs until the inputs end, or something ends the run. @throws BrokenRunError if it could not go on. */
  async run(): Promise<ExitCode> {
    const saving = this.#saveRegularly();
    try {
      await this.#runStreams();
      await saving.stop();
      this.#display[Symbol.dispose](); // its last line stands above the summary
      return await this.#conclude();
    } finally {
      await saving.stop();
      this.#display[Symbol.dispose]();
      this.#interrupt[Symbol.dispose]();
      await this.#source.close();
    }
  }

  async #runStreams(): Promise<void> {
    const count = streamCount(this.#settings);
    const isAuto = this.#settings.chunkSize === 'auto';
    const options = {
      source: this.#source,
      start: this.#start,
      maxInFlightSize: isAuto ? MAX_IN_FLIGHT_SIZE / count : Number.POSITIVE_INFINITY,
      limit: createInFlightLimit(this.#settings),
    };
    const streams = Array.from({ length: count }, () => new RecordStream(options));
    await Promise.all(streams.map((stream) => this.#runStream(stream)));
  }

  async #runStream(stream: RecordStream): Promise<void> {
    try {
      for (let next = await stream.next(); next !== undefined; next = await stream.next()) {
        if (this.#state.kind !== 'running') break;
        this.#write(next.record, next.outcome);
        if (this.#writer.isFull) await this.#writer.makeRoom();
      }
    } catch (error) {
      const isOwnEnd = error instanceof PoolTerminatedError && this.#state.kind !== 'running';
      if (!isOwnEnd) this.#end({ kind: 'failed', error });
    }
    await stream.end();
  }

  #write(record: PlacedRecord, delivered: Outcome<unknown>): void {
    const timed = this.#settings.joblog === undefined ? undefined : timedOutcomeOf(delivered);
    const outcome = timed?.outcome ?? delivered;
    if (!outcome.ok && isFatal(outcome.error)) {
      this.#end({ kind: 'failed', error: outcome.error });
      return;
    }
    const failed = this.#writer.write(record, outcome, timed);
    if (failed !== undefined) this.#end({ kind: 'stopped', failed });
  }

  /** Saves a checkpoint at intervals; a failure to do so ends the run. */
  #saveRegularly(): { stop(): Promise<void> } {
    let saving: Promise<void> = Promise.resolve();
    const timer = setInterval(() => {
      saving = this.#writer.save().catch((error: unknown) => this.#end({ kind: 'failed', error }));
    }, this.#settings.checkpointEveryMs);
    return {
      stop: async () => {
        clearInterval(timer);
        await saving;
      },
    };
  }

  async #conclude(): Promise<ExitCode> {
    const canSave = this.#state.kind !== 'failed'; // an input that cannot be read harms no output
    const { failure } = this.#source;
    const state = failure === undefined ? this.#state : nextRunState(this.#state, failure);
    if (state.kind === 'failed' && state.error instanceof ClosedPipeError) return EXIT.ok;
    const interruptCode = this.#interrupt.exitCode;
    if (state.kind === 'running' && interruptCode === undefined) return await this.#complete();
    if (canSave) await this.#keepWhatIsDone();
    const reason = reasonOf(state, interruptCode !== undefined);
    const summary = summarizePartial(reason, this.#writer.count, this.#settings);
    if (state.kind === 'failed') throw new BrokenRunError(summary, { cause: state.error });
    this.#display.log(summary);
    return interruptCode ?? EXIT.someFailed;
  }

  async #complete(): Promise<ExitCode> {
    await this.#writer.finish();
    await publish(this.#settings);
    const summary = summarizeComplete(this.#writer, this.#settings.errors);
    if (summary === undefined) return EXIT.ok;
    this.#display.log(summary);
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
    void this.#pool.terminate(); // never rejects; the pool's owner waits for it as well
  }

  #showFailure(failed: FailedRecord): void {
    this.#failuresShown += 1;
    if (this.#failuresShown <= MAX_FAILURES_SHOWN) this.#display.log(errorSentence(failed));
    if (this.#failuresShown === MAX_FAILURES_SHOWN + 1)
      this.#display.log('… more failures are not shown here');
  }

  #readProgress(): RunProgress {
    const { workers, run, perWorker } = this.#pool.stats();
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

/** The pool itself cannot go on; no single record is the reason. */
function isFatal(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return (
    code === 'ERR_POOL_CRASH_LOOP' || code === 'ERR_POOL_INVARIANT' || code === 'ERR_POOL_PROTOCOL'
  );
}
