/**
 * The scheduler: has the chunks of all jobs run, and gives each job its outcomes.
 *
 *    Job ── submit ──► [ c7 c6 c5 ] ── dispatch ──► Handle 1 (running c3, next c5)
 *     ▲                  ▲                           Handle 2 (idle)  ◄── c6 goes here
 *     └── take, fail ────┴──── put back ───────────  Handle 3 (dead)  its c2 fails, its c4 waits again
 *
 * Owns the queue and the ledger of what was done: the crew owns the handles, each job its results.
 * Never awaits: every step runs to its end, so no two steps can interleave.
 *
 * Invariant: a chunk is in exactly one place: the queue, in one worker's hand, or settled.
 */
import { PoolTerminatedError } from '../base/errors.ts';
import { CHUNKS, FAILURES } from '../base/channels.ts';
import type { Failure } from '../base/outcome.ts';
import { KeepAlive } from '../base/keep-alive.ts';
import { Crew } from '../handle/crew.ts';
import type { CrewEvents } from '../handle/crew-events.ts';
import type { ExitReport } from '../handle/exit-report.ts';
import type { Handle } from '../handle/handle.ts';
import { countOutcomes } from '../wire/codec.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { type Backend, type Limit, movePool, type PoolState } from './backend.ts';
import type { Chunk } from '../job/chunk.ts';
import type { ItemCounts } from '../job/item-counts.ts';
import { localPace, type Pace } from '../job/chunk-size.ts';
import { Controls } from './controls.ts';
import { Dispatcher, isAnyAwaited } from './dispatcher.ts';
import { crashLoopFailure, initializerFailure, warnOfFinalizer } from './worker-failures.ts';
import { type Job, JobList } from '../job/job.ts';
import type { Leftovers } from '../job/leftovers.ts';
import type { Broadcasts } from './broadcasts.ts';
import { ChunkEvents } from './chunk-events.ts';
import { FreshWorkers } from './fresh-workers.ts';
import { Cell, CELLS_PER_SAMPLE, Ledger, MAX_SAMPLES } from './ledger.ts';
import { enlistPool } from './known-pools.ts';
import type { PoolStats } from './pool-stats.ts';
import type { Reader } from './queue-room.ts';
import type { SchedulerOptions } from './scheduler-options.ts';
import { TaskQueue } from './task-queue.ts';
import { type Expiry, TimeLimits } from './time-limits.ts';
import { UnfinishedChunks } from './unfinished-chunks.ts';

export class Scheduler implements Backend {
  slots = 0;
  readonly allowShared: boolean;
  readonly remakeConstants: boolean;
  readonly label: string;
  readonly context: unknown;
  readonly counts: ItemCounts;
  readonly graces: NonNullable<Backend['graces']>;
  readonly pace: Pace;
  /** What can be done with it while it runs. */
  readonly controls: Controls;
  readonly noteHeld = (): void => this.#dispatcher.dispatchSoon(); // which looks whether to stay alive
  readonly awaitRoom = (reader: Reader): void => this.controls.waiters.awaitRoom(reader);
  readonly #keepAlive = new KeepAlive();
  readonly #ledger = new Ledger(performance.now());
  /** Why the pool has ended by itself, if it has. */
  #ownFailure: Failure | undefined;
  /** Why nothing will run any more, if that is so. */
  #failure: Failure | undefined;
  readonly #crew: Crew<Chunk>;
  readonly #queue: TaskQueue;
  readonly #dispatcher: Dispatcher;
  readonly #limits: TimeLimits;
  readonly #events: ChunkEvents;
  readonly #unfinished: UnfinishedChunks;
  readonly #freshWorkers = new FreshWorkers<Handle<Chunk>>((one) => this.controls.retire([one]));
  readonly #jobs = new JobList<Job>();
  #state: PoolState = 'running';

  constructor(given: SchedulerOptions) {
    const options = { ...given, label: enlistPool(given.name, this, this.#ledger) };
    this.label = options.label;
    this.graces = { abortMs: options.abortGraceMs ?? 0, killMs: options.killGraceMs };
    this.context = options.context;
    this.pace = localPace(options.maxTasksPerChild);
    this.counts = this.#ledger.counts;
    this.#queue = new TaskQueue(options.priorityAgingMs);
    this.#events = new ChunkEvents(this.label, this.counts, () => this.#crew.handles);
    this.#unfinished = new UnfinishedChunks(this.#queue, this.counts, this.#events);
    const onExpired = (expiry: Expiry): void => {
      this.#unfinished.expire(expiry);
      this.#dispatcher.dispatchSoon();
    };
    this.#limits = new TimeLimits(options.startTimeoutMs, onExpired, options.start.concurrency > 1);
    this.allowShared = options.transport.name !== 'process';
    this.remakeConstants = options.remakeConstants ?? true;
    this.#crew = new Crew<Chunk>(options, this.#crewEvents(options));
    this.#dispatcher = new Dispatcher({
      crew: this.#crew,
      queue: this.#queue,
      concurrency: options.start.concurrency,
      boundary: this.allowShared ? 'thread' : 'process',
      onDispatched: () => {
        if (this.controls.waiters.isAwaited) this.controls.waiters.look();
        this.controls.growth?.look();
        this.controls.broadcasts?.look();
        this.#updateKeepAlive();
      },
    });
    this.controls = new Controls(options, {
      workforce: this,
      crew: this.#crew,
      queue: this.#queue,
      jobs: this.#jobs,
      dispatcher: this.#dispatcher,
      keepAlive: this.#keepAlive,
    });
    this.#crew.start();
  }

  #crewEvents(options: SchedulerOptions): CrewEvents<Chunk> {
    return {
      turnMs: () => this.#dispatcher.moment().ms,
      replays: () => this.controls.broadcasts?.replays() ?? [],
      isEachNeeded: () => this.controls.broadcasts?.isAnyOpen === true,
      onOpened: (handle) => this.controls.broadcasts?.onOpened(handle),
      onFreeSlots: (handle) => {
        this.controls.broadcasts?.onFreeSlots(handle);
        this.#dispatcher.onFreeSlots();
      },
      onLoading: (handle, chunk, isOver) => {
        if (!isOver) return this.#limits.startLoading(handle, chunk);
        this.#limits.stop(handle.id, chunk);
        this.#freshWorkers.onLoaded();
      },
      onLoadFailed: (handle) => this.#freshWorkers.onLoadFailed(handle),
      onTaskStart: (handle, chunk, offset) => this.#limits.startTask(handle, chunk, offset),
      onSaid: (handle, chunk, said) => chunk.job.hear(chunk, said, handle),
      onHandedBack: (chunk, from) => this.#dispatcher.handBack(chunk, from),
      onResult: (handle, chunk, result, isLast) => this.#onResult(handle, chunk, result, isLast),
      onLost: (handle, report) => this.#onLost(handle, report),
      onInitFailed: (handle, error, replayed) => {
        const what = replayed === undefined ? options.start.initializer?.fn : { replayed };
        this.#endByItself(initializerFailure(handle, error, what));
      },
      onFinalizerFailed: (handle, error) => warnOfFinalizer(handle, error, options.start.finalizer),
      onCrashLoop: (report) => this.#endByItself(crashLoopFailure(report, options.startTimeoutMs)),
    };
  }

  get state(): PoolState {
    return this.#state;
  }

  get failure(): Failure | undefined {
    return this.#ownFailure;
  }

  get broadcasts(): Broadcasts {
    return this.controls.openBroadcasts();
  }

  get workers(): readonly Handle<Chunk>[] {
    return this.#crew.all();
  }

  submit(job: Job): void {
    if (this.#failure === undefined) this.#jobs.add(job);
    else job.abort(this.#failure.error, 'none');
  }

  close(): void {
    if (this.#state !== 'running') return;
    this.#state = movePool(this.#state, 'closed');
    this.#stopIfDone();
  }

  readEagerly(): void {
    for (const job of this.#jobs.inOrder()) job.readEagerly();
  }

  terminate(): void {
    this.#end(new PoolTerminatedError());
  }

  async ready(limit: Limit = (promise) => promise): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#crew.wake();
    if (this.#crew.isReady) return;
    await this.#keepAlive.during(limit(this.controls.waiters.ready()));
  }

  async ended(limit: Limit = (promise) => promise): Promise<void> {
    await this.#keepAlive.during(limit(this.#crew.ended()));
  }

  enqueue(entry: Job | Chunk): void {
    entry.since = this.#dispatcher.moment();
    this.#queue.push(entry);
    this.#dispatcher.dispatchSoon();
  }

  release(job: Job, leftovers: Leftovers): void {
    if (!this.#jobs.remove(job)) return;
    if (leftovers !== 'none') this.#withdraw(job, leftovers);
    if (job.pending > 0)
      this.#unfinished.writeOff(job, this.#state === 'terminated' ? [] : this.#crew.handles);
    this.#stopIfDone();
  }

  stats(): PoolStats {
    return this.#ledger.read(this.#crew.all(), this.#crew.replaced, performance.now());
  }

  resetStats(): void {
    this.#ledger.reset(this.#crew.handles, this.#crew.replaced, performance.now());
  }

  #onResult(handle: Handle<Chunk>, chunk: Chunk, result: ChunkResult, isLast: boolean): void {
    if (isLast) {
      if (chunk.spec.timed) this.#limits.stop(handle.id, chunk);
      this.#observe(handle, chunk, result);
    }
    this.#sample(handle, chunk, result);
    if (chunk.spec.timed && this.#unfinished.failLate(handle, chunk, result)) return;
    chunk.job.take(chunk, result, handle.label);
  }

  /** Here and not in the ledger: this runs for each chunk, whether anybody ever looks or not. */
  #sample(handle: Handle<Chunk>, chunk: Chunk, result: ChunkResult): void {
    const { from, runMs, errors } = result;
    const items = countOutcomes(result);
    if (items === 0) return;
    chunk.ranMs += runMs;
    const { samples } = this.#ledger;
    const at = samples.used * CELLS_PER_SAMPLE;
    samples.cells[at + Cell.items] = items;
    samples.cells[at + Cell.runMs] = runMs;
    samples.cells[at + Cell.waitMs] = handle.heardAtMs - chunk.ranMs - chunk.since.ms;
    samples.cells[at + Cell.index] = chunk.first + from;
    samples.cells[at + Cell.worker] = handle.id;
    samples.names[samples.used] = chunk.spec.fn.name;
    samples.used += 1;
    if (samples.used === MAX_SAMPLES) this.#ledger.drain();
    if (CHUNKS.hasSubscribers || (errors.length > 0 && FAILURES.hasSubscribers))
      this.#events.onResult(handle, chunk, result);
  }

  /** Learns how long tasks take; what a chunk that took too long has handed back is to be run again. */
  #observe(handle: Handle<Chunk>, chunk: Chunk, result: ChunkResult): void {
    const done = result.from + countOutcomes(result);
    const runMs = chunk.spec.timed ? result.runMs * done : result.runMs; // the last task stands for all
    this.#dispatcher.observe(chunk, done, runMs);
    this.#dispatcher.putBackRest(handle, chunk.job.observe(chunk, done, runMs));
    if (chunk.job.isOver) chunk.job.account('cancelled', chunk.items.length - done);
  }

  #onLost(handle: Handle<Chunk>, report: ExitReport<Chunk>): void {
    this.#limits.stop(handle.id);
    this.#ledger.onExit(handle, performance.now());
    this.#freshWorkers.onExit(handle);
    this.#unfinished.onLost(handle, report, this.#state === 'terminated' ? 'cancelled' : 'lost');
    this.controls.broadcasts?.onExit(handle.id);
    this.#dispatcher.dispatchSoon();
  }

  #withdraw(job: Job, leftovers: 'withdraw' | 'kill'): void {
    const ended = this.#unfinished.withdraw(this.#crew.handles, job, leftovers);
    for (const handle of ended) this.#limits.stop(handle.id);
    this.#dispatcher.dispatchSoon();
  }

  /** The workers cannot do anything. */
  #endByItself(error: unknown): void {
    if (this.#state !== 'terminated') this.#ownFailure = { error };
    this.#end(error);
  }

  /** Nothing will run any more: fails all that is pending and ends every worker. */
  #end(error: unknown): void {
    if (this.#state === 'terminated') return; // the first reason stays
    this.#state = movePool(this.#state, 'terminated');
    this.#fail(error);
    for (const job of this.#jobs.inOrder()) job.abort(error, 'none');
    this.#queue.clear();
    this.#crew.end((chunk) => chunk.job.abortGraceMs);
    this.controls.growth?.stop();
    this.#keepAlive.setWorking(false);
  }

  #stopIfDone(): void {
    if (this.#state === 'running' || this.#jobs.size > 0) return;
    this.#fail(new PoolTerminatedError('the pool was closed before all workers were ready'));
    this.#crew.stop();
  }

  /** The first reason stays. */
  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.controls.waiters.end(this.#failure.error);
  }

  #updateKeepAlive(): void {
    const isHolding = isAnyAwaited(this.#crew.handles) || !this.#queue.isEmpty;
    this.#keepAlive.setWorking(isHolding || this.controls.broadcasts?.isAnyOpen === true);
  }
}
