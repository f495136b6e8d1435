/**
 * The scheduler: has the chunks of all jobs run, and gives each job its outcomes.
 *
 *    Job ── submit ──► [ c7 c6 c5 ] ── dispatch ──► Handle 1 (running c3, next c5)
 *     ▲                  ▲                           Handle 2 (idle)  ◄── c6 goes here
 *     └── take, fail ────┴──── put back ───────────  Handle 3 (dead)  its c2 fails, its c4 waits again
 *
 * Owns the queue and the clocks of running tasks: the crew owns the handles, each job its results.
 * Never awaits: every step runs to its end, so no two steps can interleave.
 *
 * Invariant: a chunk is in exactly one place: the queue, in one worker's hand, or settled.
 */
import { PoolTerminatedError } from '../base/errors.ts';
import { KeepAlive } from '../base/keep-alive.ts';
import { Crew } from '../handle/crew.ts';
import type { CrewOptions } from '../handle/crew-options.ts';
import type { ExitReport } from '../handle/exit-report.ts';
import type { Handle } from '../handle/handle.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { type Backend, type Limit, movePool, type PoolState } from './backend.ts';
import type { Chunk } from '../job/chunk.ts';
import { LOCAL_PACE, type Pace } from '../job/chunk-size.ts';
import { canComeBack, Dispatcher } from './dispatcher.ts';
import {
  crashLoopFailure,
  initializerFailure,
  loadingFailure,
  lostFailure,
  showUntold,
  poisonFailure,
  timeoutFailure,
} from './worker-failures.ts';
import { type Job, JobList, type Leftovers } from '../job/job.ts';
import { FreshWorkers } from './fresh-workers.ts';
import { Readiness } from './readiness.ts';
import { triage } from './poison-items.ts';
import { TaskClock } from './task-clock.ts';
import { TaskQueue } from './task-queue.ts';

export class Scheduler implements Backend {
  readonly slots: number;
  readonly allowShared: boolean;
  readonly remakeConstants: boolean;
  readonly pace: Pace = LOCAL_PACE;
  readonly #keepAlive = new KeepAlive();
  /** Why the pool has ended by itself, if it has. */
  #ownFailure: { readonly error: unknown } | undefined;
  /** Why nothing will run any more, if that is so. */
  #failure: { readonly error: unknown } | undefined;
  /** Those who wait until all workers are ready, if there are any. */
  #readiness: Readiness | undefined;
  readonly #crew: Crew<Chunk>;
  readonly #queue = new TaskQueue();
  readonly #dispatcher: Dispatcher;
  readonly #clock = new TaskClock();
  readonly #freshWorkers = new FreshWorkers<Handle<Chunk>>((handle) => this.#retire(handle));
  /** Every job that is not over. */
  readonly #jobs = new JobList<Job>();
  #state: PoolState = 'running';

  constructor(options: CrewOptions) {
    this.slots = options.workers;
    this.allowShared = options.transport.name !== 'process';
    this.remakeConstants = options.remakeConstants ?? true;
    this.#crew = new Crew<Chunk>(options, {
      onFreeSlots: () => this.#onFreeSlots(),
      onLoading: (handle, chunk, isOver) => {
        if (isOver) this.#onLoaded(handle);
        else this.#limitLoading(handle, chunk, options.startTimeoutMs);
      },
      onLoadFailed: (handle) => this.#freshWorkers.onLoadFailed(handle),
      onTaskStart: (handle, chunk, offset) => this.#startClock(handle, chunk, offset),
      onResult: (handle, chunk, result, isLast) => this.#onResult(handle, chunk, result, isLast),
      onLost: (handle, report) => this.#onLost(handle, report),
      onInitFailed: (handle, error) =>
        this.#endByItself(initializerFailure(handle, error, options.start.initializer?.fn)),
      onCrashLoop: (report) => this.#endByItself(crashLoopFailure(report, options.startTimeoutMs)),
    });
    this.#dispatcher = new Dispatcher({
      crew: this.#crew,
      queue: this.#queue,
      boundary: this.allowShared ? 'thread' : 'process',
      onDispatched: () => this.#updateKeepAlive(),
    });
    this.#crew.start();
  }

  get state(): PoolState {
    return this.#state;
  }

  get failure(): { readonly error: unknown } | undefined {
    return this.#ownFailure;
  }

  get workers(): IterableIterator<Handle<Chunk>> {
    return this.#crew.handles;
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

  /** Settles when every worker is ready; rejects if they will never be. */
  async ready(limit: Limit = (promise) => promise): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#crew.wake();
    if (this.#crew.isReady) return;
    this.#readiness ??= new Readiness();
    await this.#keepAlive.during(limit(this.#readiness.wait(false)));
  }

  /** Settles when no worker is left, after `close` or `terminate`. */
  async ended(limit: Limit = (promise) => promise): Promise<void> {
    await this.#keepAlive.during(limit(this.#crew.ended()));
  }

  enqueue(entry: Job | Chunk): void {
    this.#queue.push(entry);
    this.#dispatcher.dispatchSoon();
  }

  release(job: Job, leftovers: Leftovers): void {
    if (!this.#jobs.remove(job)) return;
    if (leftovers !== 'none') this.#withdraw(job, leftovers);
    this.#stopIfDone();
  }

  /** All the results that have come together make room before any of it is given away. */
  #onFreeSlots(): void {
    this.#dispatcher.dispatchSoon();
    if (this.#readiness === undefined || !this.#crew.isReady) return;
    this.#readiness.settle();
    this.#readiness = undefined;
  }

  #onResult(handle: Handle<Chunk>, chunk: Chunk, result: ChunkResult, isLast: boolean): void {
    if (isLast) {
      if (chunk.spec.timed) this.#clock.stop(handle.id);
      this.#observe(chunk, result);
    }
    if (chunk.spec.timed && this.#failLate(chunk, result)) return;
    chunk.job.take(chunk, result, handle.label);
  }

  /** A task that ran for too long has failed, even if its start and its end arrive together. */
  #failLate(chunk: Chunk, { from, runMs }: ChunkResult): boolean {
    const { timeoutMs: limitMs } = chunk.job;
    if (limitMs === undefined || runMs <= limitMs) return false;
    chunk.job.fail(chunk, from, timeoutFailure(chunk, { offset: from, limitMs, ranMs: runMs }));
    return true;
  }

  /** Learns how long tasks take; what a chunk that took too long has handed back is to be run again. */
  #observe(chunk: Chunk, result: ChunkResult): void {
    const done = result.from + (result.covers ?? result.values.length + result.errors.length);
    const runMs = chunk.spec.timed ? result.runMs * done : result.runMs; // the last task stands for all
    this.#dispatcher.observe(chunk, done, runMs);
    this.#queue.putBack(chunk.job.observe(chunk, done, runMs));
  }

  #onLost(handle: Handle<Chunk>, report: ExitReport<Chunk>): void {
    this.#clock.stop(handle.id);
    this.#freshWorkers.onExit(handle);
    const { next, last, lost, poisoned } = triage(report);
    this.#queue.putBack(next);
    for (const chunk of last) this.#queue.push(chunk);
    for (const chunk of lost) this.#lose(chunk, lostFailure(report, chunk));
    for (const chunk of poisoned) this.#failRest(chunk, poisonFailure(report, chunk));
    if (lost.length === 0 && poisoned.length === 0) showUntold(report);
    this.#dispatcher.dispatchSoon();
  }

  /** The worker that ran `chunk` is gone. What of it had no outcome runs again, or fails. */
  #lose(chunk: Chunk, error: unknown): void {
    if (chunk.attempt < chunk.job.retries && !chunk.isMoved) {
      const { length } = chunk.items;
      const again = chunk.part(chunk.settled, length, chunk.attempt + 1);
      this.#queue.putBack([again]);
      return;
    }
    this.#failRest(chunk, error);
  }

  /** What of `chunk` had no outcome fails. */
  #failRest(chunk: Chunk, error: unknown): void {
    for (let offset = chunk.settled; offset < chunk.items.length; offset += 1) {
      chunk.job.fail(chunk, offset, error);
    }
  }

  #onLoaded(handle: Handle<Chunk>): void {
    this.#clock.stop(handle.id);
    this.#freshWorkers.onLoaded();
  }

  /** What `handle` has not started is run elsewhere. */
  #retire(handle: Handle<Chunk>): void {
    this.#crew.retire(handle);
    this.#queue.putBack(handle.takeBack(canComeBack));
    this.#dispatcher.dispatchSoon();
  }

  /** A module that does not come to an end while it is loaded costs the whole chunk. */
  #limitLoading(handle: Handle<Chunk>, chunk: Chunk, limitMs: number): void {
    this.#clock.start(handle.id, limitMs, () => {
      const unstarted = handle.endIfRunning((running) => running === chunk);
      if (unstarted === undefined) return; // it has just been done
      this.#queue.putBack(unstarted);
      this.#failRest(chunk, loadingFailure(chunk, limitMs));
      this.#dispatcher.dispatchSoon();
    });
  }

  #startClock(handle: Handle<Chunk>, chunk: Chunk, offset: number): void {
    const { timeoutMs } = chunk.job;
    if (timeoutMs === undefined) return;
    this.#clock.start(handle.id, timeoutMs, () => {
      const unstarted = handle.endIfRunning((running) => running === chunk);
      if (unstarted === undefined) return; // it has just been done
      this.#queue.putBack(unstarted);
      if (offset + 1 < chunk.items.length) {
        this.#queue.putBack([chunk.part(offset + 1, chunk.items.length)]);
      }
      chunk.job.fail(chunk, offset, timeoutFailure(chunk, { offset, limitMs: timeoutMs }));
      this.#dispatcher.dispatchSoon();
    });
  }

  #withdraw(job: Job, leftovers: 'withdraw' | 'kill'): void {
    const isTheirs = (chunk: Chunk): boolean => chunk.job === job;
    for (const handle of this.#crew.handles) {
      if (![...handle.inHand.values()].some(isTheirs)) continue;
      handle.takeBack(isTheirs);
      if (leftovers === 'kill') this.#stopRunning(handle, isTheirs);
    }
    this.#dispatcher.dispatchSoon();
  }

  #stopRunning(handle: Handle<Chunk>, isUnwanted: (chunk: Chunk) => boolean): void {
    const unstarted = handle.endIfRunning(isUnwanted);
    if (unstarted === undefined) return;
    this.#clock.stop(handle.id);
    this.#queue.putBack(unstarted);
  }

  /** The workers cannot do anything. */
  #endByItself(error: unknown): void {
    if (this.#state !== 'terminated') this.#ownFailure = { error };
    this.#end(error);
  }

  #end(error: unknown): void {
    if (this.#state === 'terminated') return; // the first reason stays
    this.#state = movePool(this.#state, 'terminated');
    this.#giveUp(error);
  }

  /** Nothing will run any more: fails all that is pending and ends every worker. */
  #giveUp(error: unknown): void {
    this.#fail(error);
    for (const job of this.#jobs.inOrder()) job.abort(error, 'none');
    this.#queue.clear();
    this.#crew.end();
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
    this.#readiness?.fail(this.#failure.error);
  }

  #updateKeepAlive(): void {
    const isHolding = [...this.#crew.handles].some((handle) => handle.inHand.size > 0);
    this.#keepAlive.setWorking(isHolding || !this.#queue.isEmpty);
  }
}
