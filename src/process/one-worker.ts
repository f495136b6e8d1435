/**
 * One worker that runs one job, and is not replaced: what is behind a `Process`, a `Thread` and an actor.
 *
 *    run(job) ──► ready? ──► Handle ──► Channel ┈┈┈► worker
 *    outcome ◄── take · fail ◄── result · exit ◄┈┈┈┈┘
 *
 * As a pool's scheduler it gives the job its outcome whatever happens, and never awaits. Nobody else gets the worker, so
 * there is no queue, no window and nothing to take back.
 */
import { crewOptions } from '../core/api/crew-options.ts';
import type { CheckedPoolOptions } from '../core/api/pool-options.ts';
import type { WorkerExit } from '../core/base/exit.ts';
import { calledFrom } from '../core/base/called-from.ts';
import { WorkerLostError } from '../core/base/errors.ts';
import { KeepAlive } from '../core/base/keep-alive.ts';
import type { ErrorPayload } from '../core/base/payload.ts';
import { timerMs, unref } from '../core/base/timer.ts';
import { type CrewOptions, handleOptions } from '../core/handle/crew-options.ts';
import type { ExitReport } from '../core/handle/exit-report.ts';
import { Handle, type HandleEvents } from '../core/handle/handle.ts';
import type { Chunk } from '../core/job/chunk.ts';
import { LOCAL_PACE, type Pace } from '../core/job/chunk-size.ts';
import { ItemCounts } from '../core/job/item-counts.ts';
import { ApplyJob, type ApplyOptions } from '../core/job/apply-job.ts';
import type { Job, JobControl } from '../core/job/job.ts';
import type { JobOptions } from '../core/job/job-options.ts';
import { labelPool } from '../core/schedule/backend.ts';
import { showUntold } from '../core/schedule/out-of-memory.ts';
import { splitUnsendable } from '../core/schedule/unsendable-chunk.ts';
import {
  initializerFailure,
  loadingFailure,
  lostFailure,
} from '../core/schedule/worker-failures.ts';
import type { Channel, ChannelOptions } from '../core/transport/transport.ts';
import type { ChunkResult } from '../core/wire/messages.ts';

/** @throws PoolStateError where no worker may be started · NotSendableError */
export function openWorker(options: CheckedPoolOptions): OneWorker {
  return new OneWorker(crewOptions(options));
}

/** Its id, wherever workers have one. */
const WORKER_ID = 1;
const CHUNK_ID = 1;

export class OneWorker implements JobControl, HandleEvents<Chunk> {
  readonly slots: number = 1;
  readonly pace: Pace = LOCAL_PACE;
  readonly counts: ItemCounts = new ItemCounts();
  /** Settles when it has ended; never rejects. */
  readonly ended: Promise<WorkerExit>;
  readonly #options: CrewOptions;
  readonly #handle: Handle<Chunk>;
  readonly #keepAlive = new KeepAlive();
  #channel: Channel | undefined;
  /** Of what has to happen within the time that a start may take. */
  #timer: NodeJS.Timeout | undefined;
  #job: Job | undefined;
  #wasTerminated = false;
  #onEnd: (exit: WorkerExit) => void = () => {};

  /** Starts the worker. Throws what the system says if that cannot be done. */
  constructor(options: CrewOptions) {
    const { name: title, startTimeoutMs } = options;
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#onEnd = resolve;
    });
    const transport = {
      name: options.transport.name,
      open: (given: ChannelOptions) => this.#open(given),
    };
    const single = { ...options, transport, label: labelPool(title) };
    this.#handle = new Handle<Chunk>(
      handleOptions(single, { workerId: WORKER_ID, slot: 0 }, { title }),
      this,
    );
    this.#limit(startTimeoutMs, () => this.giveUpStart());
  }

  turnMs(): number {
    return performance.now();
  }

  get pid(): number {
    return this.#handle.pid;
  }

  get threadId(): number | undefined {
    return this.#handle.threadId;
  }

  /** "worker 1 (pid 4242)" */
  get label(): string {
    return this.#handle.label;
  }

  /** Whether it was ended by `terminate` or `kill`. */
  get wasTerminated(): boolean {
    return this.#wasTerminated;
  }

  /** Lets it end by itself: its job is over. */
  stop(): void {
    if (this.#handle.state === 'idle') this.#handle.stop();
    else this.#handle.end();
  }

  /** It has taken too long to get ready. */
  giveUpStart(): void {
    this.#handle.end('not ready in time');
  }

  /** Ends it whatever it is doing: asks, and insists after the grace time. */
  terminate(): void {
    this.#wasTerminated = true;
    this.#handle.end();
  }

  /** Ends it without asking. */
  kill(): void {
    this.#channel?.kill(); // first, or it may be the question that ends it
    this.terminate();
  }

  /** Ends it without asking, for it has ended already as far as can be seen: what it died of is what counts. */
  bury(): void {
    this.#channel?.kill();
  }

  /** Settles when it has ended, or `limit` has; meanwhile the program stays alive. */
  async during<T>(promise: Promise<T>): Promise<T> {
    return await this.#keepAlive.during(promise);
  }

  /** Begins its one job. */
  run(options: JobOptions, own: ApplyOptions): ApplyJob {
    const job = new ApplyJob(options, own, this);
    job.begin();
    return job;
  }

  /** The job runs when the worker is ready. */
  enqueue(job: Job | Chunk): void {
    this.#job = job as Job; // a job of one item is never cut beforehand
    this.#keepAlive.setWorking(true);
    if (this.#handle.state === 'idle') this.#give();
  }

  release(): void {
    this.#keepAlive.setWorking(false);
  }

  onReady(): void {
    clearTimeout(this.#timer);
    this.#give();
  }

  onInitFailed(handle: Handle<Chunk>, error: ErrorPayload): void {
    this.#job?.abort(initializerFailure(handle, error, undefined), 'none'); // one of `classes` cannot be loaded
    handle.end();
  }

  onLoading(handle: Handle<Chunk>, chunk: Chunk, isOver: boolean): void {
    const { startTimeoutMs } = this.#options;
    clearTimeout(this.#timer);
    if (isOver) return;
    this.#limit(startTimeoutMs, () => {
      chunk.job.fail(chunk, 0, loadingFailure(chunk, startTimeoutMs));
      handle.end();
    });
  }

  onLoadFailed(): void {
    // The chunk fails by itself, and with it the job.
  }

  onFinalizerFailed(): void {
    // It has none.
  }

  onTaskStart(): void {
    // Only timed chunks say so.
  }

  onSaid(): void {
    // Nobody listens to reports of a process: it is given a pipe, or a queue.
  }

  onHandedBack(): void {
    // There is nothing behind the only item.
  }

  onResult(handle: Handle<Chunk>, chunk: Chunk, result: ChunkResult): void {
    chunk.job.take(chunk, result, handle.label);
  }

  onFreeSlots(): void {
    // There is no more to do.
  }

  onIdle(): void {
    // As above.
  }

  onExit(_handle: Handle<Chunk>, report: ExitReport<Chunk>): void {
    clearTimeout(this.#timer);
    const [chunk] = [...report.started, ...report.unstarted];
    if (this.#job?.isOver === false) this.#job.abort(this.#lossOf(report, chunk), 'none');
    else showUntold(report);
    this.#onEnd(report.exit);
  }

  /** Why what it was doing is not done. */
  lossOf(exit: WorkerExit, submitted: string | undefined, why?: string): WorkerLostError {
    const reason = this.#wasTerminated ? 'it was terminated' : why;
    return calledFrom(new WorkerLostError(exit, reason), submitted);
  }

  #lossOf(report: ExitReport<Chunk>, chunk: Chunk | undefined): unknown {
    const submitted = this.#job?.submittedAt;
    if (this.#wasTerminated) return this.lossOf(report.exit, submitted);
    if (report.stage !== 'not ready in time') return lostFailure(report, chunk);
    const why = `it was not ready after ${this.#options.startTimeoutMs} ms (startTimeout)`;
    return this.lossOf(report.exit, submitted, why);
  }

  #open(given: ChannelOptions): Channel {
    this.#channel = this.#options.transport.open(given);
    return this.#channel;
  }

  #limit(ms: number, onLate: () => void): void {
    this.#timer = unref(setTimeout(onLate, timerMs(ms)));
  }

  #give(): void {
    const chunk = this.#job?.nextChunk();
    if (chunk === undefined) return;
    chunk.id = CHUNK_ID;
    try {
      this.#handle.give([chunk]);
    } catch (cause) {
      splitUnsendable(
        chunk,
        cause,
        this.#options.transport.name === 'process' ? 'process' : 'thread',
      );
    }
  }
}
