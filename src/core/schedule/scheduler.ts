/**
 * The scheduler: gives waiting chunks to workers that have room.
 *
 *    Job ── submit ──► [ c7 c6 c5 ] ── deal ──► Handle 1 (running c3, next c5)
 *     ▲                  ▲                       Handle 2 (idle)  ◄── c6 goes here
 *     └── take, fail ────┴──── put back ───────  Handle 3 (dead)  its c2 fails, its c4 waits again
 *
 * Owns the queue and the clocks of running tasks: the crew owns the handles, each job its results.
 * Never awaits: every step runs to its end, so no two steps can interleave.
 *
 * Invariant: a chunk is in exactly one place: the queue, one handle's hands, or settled.
 */
import { PoolTerminatedError } from '../base/errors.ts';
import { KeepAlive } from '../base/keep-alive.ts';
import { Crew, type CrewOptions } from '../handle/crew.ts';
import type { Estate } from '../handle/exit-report.ts';
import type { Handle } from '../handle/handle.ts';
import { countOutcomes } from '../wire/chunk-result.ts';
import type { ChunkResult } from '../wire/messages.ts';
import type { Backend, Limit } from './backend.ts';
import type { Chunk } from '../job/chunk.ts';
import { LOCAL_PACE, type Pace } from '../job/chunk-size.ts';
import { Dealer } from './dispatcher.ts';
import { deliver } from '../job/deliver.ts';
import {
  crashLoopFailure,
  initializerFailure,
  loadingFailure,
  lostFailure,
  poisonFailure,
  timeoutFailure,
} from './worker-failures.ts';
import type { Job, Leftovers } from '../job/job.ts';
import { JobList } from '../job/job-list.ts';
import { Readiness } from './readiness.ts';
import { examine } from './poison-items.ts';
import { TaskClock } from './task-clock.ts';
import { TaskQueue } from './task-queue.ts';

export class Scheduler implements Backend {
  readonly slots: number;
  readonly allowShared: boolean;
  readonly pace: Pace = LOCAL_PACE;
  readonly #keepAlive = new KeepAlive();
  readonly #readiness = new Readiness();
  readonly #crew: Crew<Chunk>;
  readonly #queue = new TaskQueue();
  readonly #dealer: Dealer;
  readonly #clock = new TaskClock();
  /** Every job that is not over. */
  readonly #jobs = new JobList<Job>();
  #isClosing = false;

  constructor(options: CrewOptions) {
    this.slots = options.workers;
    this.allowShared = options.transport.name !== 'process';
    this.#crew = new Crew<Chunk>(options, {
      onRoom: () => this.#onRoom(),
      onLoading: (handle, chunk, isOver) => {
        if (isOver) this.#clock.stop(handle.id);
        else this.#limitLoading(handle, chunk, options.startTimeoutMs);
      },
      onTaskStart: (handle, chunk, offset) => this.#startClock(handle, chunk, offset),
      onResult: (handle, chunk, result, isLast) => this.#onResult(handle, chunk, result, isLast),
      onLost: (handle, estate) => this.#onLost(handle, estate),
      onInitFailed: (handle, error) => this.#giveUp(initializerFailure(handle, error)),
      onCrashLoop: (estate) => this.#giveUp(crashLoopFailure(estate, options.startTimeoutMs)),
    });
    this.#dealer = new Dealer({
      crew: this.#crew,
      queue: this.#queue,
      boundary: this.allowShared ? 'thread' : 'process',
      onDealt: () => this.#updateKeepAlive(),
    });
    this.#crew.start();
  }

  get workers(): IterableIterator<Handle<Chunk>> {
    return this.#crew.handles;
  }

  submit(job: Job): void {
    const { failure } = this.#readiness;
    if (failure !== undefined) {
      job.abort(failure.error, 'none');
      return;
    }
    this.#jobs.add(job);
  }

  close(): void {
    this.#isClosing = true;
    this.#stopIfDone();
  }

  hurry(): void {
    for (const job of this.#jobs.inOrder()) job.hurry();
  }

  /** Fails all pending work and ends every worker now. */
  terminate(): void {
    this.#giveUp(new PoolTerminatedError());
  }

  /** Settles when every worker is ready; rejects if they will never be. */
  async ready(limit: Limit = (promise) => promise): Promise<void> {
    this.#crew.wake();
    await this.#keepAlive.during(limit(this.#readiness.wait(this.#crew.isReady)));
  }

  /** Settles when no worker is left, after `close` or `terminate`. */
  async ended(limit: Limit = (promise) => promise): Promise<void> {
    await this.#keepAlive.during(limit(this.#crew.ended()));
  }

  enqueue(entry: Job | Chunk): void {
    this.#queue.push(entry);
    this.#dealer.dealSoon();
  }

  release(job: Job, leftovers: Leftovers): void {
    if (!this.#jobs.remove(job)) return;
    if (leftovers !== 'none') this.#withdraw(job, leftovers);
    this.#stopIfDone();
  }

  /** All the results that have come together make room before any of it is given away. */
  #onRoom(): void {
    this.#dealer.dealSoon();
    if (this.#readiness.isAwaited && this.#crew.isReady) this.#readiness.settle();
  }

  #onResult(handle: Handle<Chunk>, chunk: Chunk, result: ChunkResult, isLast: boolean): void {
    if (isLast) {
      this.#clock.stop(handle.id);
      this.#observe(chunk, result);
    }
    deliver(chunk, result, handle.label);
  }

  /** Learns how long tasks take; what a chunk that took too long has handed back is to be run again. */
  #observe(chunk: Chunk, result: ChunkResult): void {
    const done = result.from + countOutcomes(result);
    this.#dealer.observe(chunk, done, result.runMs);
    this.#queue.putBack(chunk.job.observe(chunk, done, result.runMs));
  }

  #onLost(handle: Handle<Chunk>, estate: Estate<Chunk>): void {
    this.#clock.stop(handle.id);
    const { next, last, gone, guilty } = examine(estate);
    this.#queue.putBack(next);
    for (const chunk of last) this.#queue.push(chunk);
    for (const chunk of gone) this.#lose(chunk, lostFailure(estate, chunk.job.submittedAt));
    for (const chunk of guilty) this.#failRest(chunk, poisonFailure(estate, chunk));
    this.#dealer.dealSoon();
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

  /** A module that does not come to an end while it is loaded costs the whole chunk. */
  #limitLoading(handle: Handle<Chunk>, chunk: Chunk, limitMs: number): void {
    this.#clock.start(handle.id, limitMs, () => {
      const unstarted = handle.condemn((running) => running === chunk);
      if (unstarted === undefined) return; // it has just been done
      this.#queue.putBack(unstarted);
      this.#failRest(chunk, loadingFailure(chunk, limitMs));
      this.#dealer.dealSoon();
    });
  }

  #startClock(handle: Handle<Chunk>, chunk: Chunk, offset: number): void {
    const { timeoutMs } = chunk.job;
    if (timeoutMs === undefined) return;
    this.#clock.start(handle.id, timeoutMs, () => {
      const unstarted = handle.condemn((running) => running === chunk);
      if (unstarted === undefined) return; // it has just been done
      this.#queue.putBack(unstarted);
      if (offset + 1 < chunk.items.length) {
        this.#queue.putBack([chunk.part(offset + 1, chunk.items.length)]);
      }
      chunk.job.fail(chunk, offset, timeoutFailure(chunk, offset, timeoutMs));
      this.#dealer.dealSoon();
    });
  }

  #withdraw(job: Job, leftovers: 'withdraw' | 'kill'): void {
    const isTheirs = (chunk: Chunk): boolean => chunk.job === job;
    for (const handle of this.#crew.handles) {
      if (!some(handle.hands.values(), isTheirs)) continue;
      handle.takeBack(isTheirs);
      if (leftovers === 'kill') this.#stopRunning(handle, isTheirs);
    }
    this.#dealer.dealSoon();
  }

  #stopRunning(handle: Handle<Chunk>, isUnwanted: (chunk: Chunk) => boolean): void {
    const unstarted = handle.condemn(isUnwanted);
    if (unstarted === undefined) return;
    this.#clock.stop(handle.id);
    this.#queue.putBack(unstarted);
  }

  /** Nothing will run any more: fails all that is pending and ends every worker. */
  #giveUp(error: unknown): void {
    this.#readiness.fail(error);
    for (const job of this.#jobs.inOrder()) job.abort(error, 'none');
    this.#queue.clear();
    this.#crew.end();
    this.#keepAlive.isWorking = false;
  }

  #stopIfDone(): void {
    if (!this.#isClosing || this.#jobs.size > 0) return;
    this.#readiness.fail(
      new PoolTerminatedError('the pool was closed before all workers were ready'),
    );
    this.#crew.stop();
  }

  #updateKeepAlive(): void {
    const isHolding = some(this.#crew.handles, (handle) => handle.hands.size > 0);
    this.#keepAlive.isWorking = isHolding || !this.#queue.isEmpty;
  }
}

function some<T>(items: Iterable<T>, isWanted: (item: T) => boolean): boolean {
  for (const item of items) if (isWanted(item)) return true;
  return false;
}
