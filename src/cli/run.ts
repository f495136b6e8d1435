/**
 * One run of `manyhands map`.
 *
 *    inputs ──► RecordSource ──► lanes ──► pool ──► Recorder ──► output, errors, job log, checkpoint
 *                    ▲                                  │
 *                    └────────── stop (Ctrl-C, --on-error stop, a full disk) ──┘
 *
 * Owns the pool and the files; whatever ends the run, both are closed before it returns.
 */
import type { Pool } from '../index.ts';
import { errorSentence, type FailedRecord } from './error-report.ts';
import { BrokenRunError, ClosedPipeError, EXIT, type ExitCode } from './failures.ts';
import { Interrupt } from './interrupt.ts';
import { Lane, laneCount, type StartStream } from './lane.ts';
import type { PlacedRecord } from './inputs/record.ts';
import { ProgressDisplay } from './progress-display.ts';
import { Recorder } from './recorder.ts';
import { RecordSource } from './record-source.ts';
import { type RunFiles, publish } from './run-files.ts';
import { type MapSettings, partOf } from './settings.ts';
import { createAllowance, timedOutcomeOf } from './start-stream.ts';

/** Failures told on stderr one by one; the errors file has them all. */
const MOST_TOLD = 10;

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
  readonly #recorder: Recorder;
  readonly #source: RecordSource;
  readonly #display: ProgressDisplay;
  readonly #interrupt: Interrupt;
  #isDropped = false;
  #stoppedBy: FailedRecord | undefined;
  #broken: { readonly error: unknown } | undefined;
  #told = 0;

  constructor({ settings, files, pool, start }: RunParts) {
    this.#settings = settings;
    this.#pool = pool;
    this.#start = start;
    const { outputFormat, onError } = settings;
    const onFailure = (failed: FailedRecord): void => this.#tell(failed);
    this.#recorder = new Recorder({ ...files, outputFormat, onError, onFailure });
    this.#source = new RecordSource({
      inputs: settings.inputs,
      done: this.#recorder.done,
      onInvalid: async (record) => {
        this.#recorder.acceptInvalid(record);
        if (this.#recorder.isFull) await this.#recorder.flush();
      },
    });
    this.#interrupt = new Interrupt({
      onFirst: () => this.#finishSoon(),
      onSecond: () => this.#drop(),
    });
    this.#display = new ProgressDisplay(settings.isQuiet, () => this.#readProgress());
  }

  /** Runs to the end, whichever it is. @throws BrokenRunError if the run could not go on. */
  async run(): Promise<ExitCode> {
    const saving = this.#saveRegularly();
    try {
      await this.#runLanes();
      await saving.stop();
      this.#display[Symbol.dispose](); // its last line stands above what is said of the whole run
      return await this.#conclude();
    } finally {
      await saving.stop();
      this.#display[Symbol.dispose]();
      this.#interrupt[Symbol.dispose]();
      await this.#source.close();
    }
  }

  async #runLanes(): Promise<void> {
    const count = laneCount(this.#settings);
    const mostInFlight = this.#settings.chunkSize === 'auto' ? MOST_IN_FLIGHT / count : Infinity;
    const allowance = createAllowance(this.#settings);
    const lanes = Array.from(
      { length: count },
      () => new Lane({ source: this.#source, start: this.#start, mostInFlight, allowance }),
    );
    await Promise.all(lanes.map((lane) => this.#runLane(lane)));
  }

  async #runLane(lane: Lane): Promise<void> {
    try {
      for (let next = await lane.next(); next !== undefined; next = await lane.next()) {
        if (this.#isDropped) break;
        this.#accept(next.record, next.outcome);
        if (this.#recorder.isFull) await this.#recorder.flush();
      }
    } catch (error) {
      this.#break(error);
    }
    await lane.end();
  }

  #accept(record: PlacedRecord, delivered: Parameters<Recorder['accept']>[1]): void {
    const timed = this.#settings.joblog === undefined ? undefined : timedOutcomeOf(delivered);
    const outcome = timed?.outcome ?? delivered;
    if (!outcome.ok && isFatal(outcome.error)) {
      this.#break(outcome.error);
      return;
    }
    const verdict = this.#recorder.accept(record, outcome, timed);
    if (verdict.goesOn) return;
    this.#stoppedBy ??= verdict.failed;
    this.#drop();
  }

  /** Saves what is done every now and then; a failure to do so ends the run. */
  #saveRegularly(): { stop(): Promise<void> } {
    let saving: Promise<void> = Promise.resolve();
    const timer = setInterval(() => {
      saving = this.#recorder.save().catch((error: unknown) => this.#break(error));
    }, this.#settings.checkpointEveryMs);
    return {
      stop: async () => {
        clearInterval(timer);
        await saving;
      },
    };
  }

  async #conclude(): Promise<ExitCode> {
    const broken = this.#broken ?? this.#source.failure;
    if (broken?.error instanceof ClosedPipeError) return EXIT.ok;
    if (
      broken === undefined &&
      this.#stoppedBy === undefined &&
      this.#interrupt.exitCode === undefined
    )
      return await this.#complete();
    if (broken === undefined || broken === this.#source.failure) await this.#keepWhatIsDone();
    if (broken !== undefined)
      throw new BrokenRunError(this.#explain(broken.error), { cause: broken.error });
    this.#display.log(this.#explain(undefined));
    return this.#interrupt.exitCode ?? EXIT.someFailed;
  }

  async #complete(): Promise<ExitCode> {
    await this.#recorder.finish();
    await publish(this.#settings);
    const { failed, invalid, count } = this.#recorder;
    if (failed + invalid === 0) return EXIT.ok;
    const { errors } = this.#settings;
    this.#display.log(
      `${failed} of ${count} records failed, ${invalid} were invalid${errors === undefined ? '; --errors FILE keeps them' : `: see ${errors}`}`,
    );
    return EXIT.someFailed;
  }

  async #keepWhatIsDone(): Promise<void> {
    await this.#recorder.save();
    if (this.#stoppedBy !== undefined) this.#recorder.noteStop(this.#stoppedBy);
    await this.#recorder.flush();
  }

  /** What has happened, where the results are, and how to go on. */
  #explain(error: unknown): string {
    const { output, checkpoint, outputFormat } = this.#settings;
    const why =
      error === undefined
        ? this.#interrupt.exitCode === undefined
          ? 'stopped at the first failure (--on-error skip goes on)'
          : 'interrupted'
        : error instanceof Error
          ? error.message
          : String(error);
    const where =
      output === undefined || outputFormat === 'none'
        ? ''
        : `\n  the results so far are in ${partOf(output)}; ${output} was not touched`;
    const how =
      checkpoint === undefined
        ? '\n  → with --checkpoint FILE a run can be continued'
        : '\n  → to continue, run the same command again';
    return `${why}: ${this.#recorder.count} records are done${where}${how}`;
  }

  /** First Ctrl-C: what runs is finished. */
  #finishSoon(): void {
    this.#display.log('stopping: finishing what runs (Ctrl-C again drops it)');
    this.#source.stop();
  }

  /** Second Ctrl-C, or a failure: what runs is dropped. */
  #drop(): void {
    if (this.#isDropped) return;
    this.#isDropped = true;
    this.#source.stop();
    void this.#pool.terminate(); // never rejects; the pool's owner waits for it as well
  }

  #break(error: unknown): void {
    this.#broken ??= { error };
    this.#drop();
  }

  #tell(failed: FailedRecord): void {
    this.#told += 1;
    if (this.#told <= MOST_TOLD) this.#display.log(errorSentence(failed));
    if (this.#told === MOST_TOLD + 1) this.#display.log('… more failures are not shown here');
  }

  #readProgress(): ReturnType<ConstructorParameters<typeof ProgressDisplay>[1]> {
    const { workers } = this.#pool;
    return {
      done: this.#recorder.count,
      total: this.#source.total,
      expected: this.#source.expectedTotal,
      failed: this.#recorder.failed + this.#recorder.invalid,
      busy: workers.filter(({ state }) => state === 'busy').length,
    };
  }
}

/**
 * In characters of text: large records must not fill the memory. Only where chunks are cut by time: one of
 * fixed size waits until it is full, and would wait for ever.
 */
const MOST_IN_FLIGHT = 64 * 2 ** 20;

/** The pool itself cannot go on: this is no record's fault. */
function isFatal(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return (
    code === 'ERR_POOL_CRASH_LOOP' || code === 'ERR_POOL_INVARIANT' || code === 'ERR_POOL_PROTOCOL'
  );
}
