/** What whoever has a pool can do with it while it runs, besides giving it work. */
import type { KeepAlive } from '../base/keep-alive.ts';
import { holdFiles } from '../codec/function/large-memories.ts';
import type { Crew } from '../handle/crew.ts';
import type { Handle } from '../handle/handle.ts';
import type { Chunk } from '../job/chunk.ts';
import type { ItemCounts } from '../job/item-counts.ts';
import type { Job, JobList } from '../job/job.ts';
import type { Limit } from './backend.ts';
import { type Broadcasts, openBroadcasts } from './broadcasts.ts';
import { cancelPending } from './cancel-pending.ts';
import type { Dispatcher } from './dispatcher.ts';
import { Growth } from './growth.ts';
import type { SchedulerOptions } from './scheduler-options.ts';
import { startPayloads } from '../wire/start-payloads.ts';
import type { TaskQueue } from './task-queue.ts';
import { Waiters } from './waiters.ts';

/** What they work on. */
export interface Controlled {
  readonly crew: Crew<Chunk>;
  readonly queue: TaskQueue;
  readonly jobs: JobList<Job>;
  readonly dispatcher: Dispatcher;
  readonly keepAlive: KeepAlive;
  /** Told how many workers there are, and how many items may be pending. */
  readonly workforce: { slots: number; readonly counts: ItemCounts };
}

export class Controls {
  readonly #on: Controlled;
  readonly #maxQueue: number;
  readonly #concurrency: number;
  readonly #encodeArguments: SchedulerOptions['encodeArguments'];
  readonly waiters: Waiters;
  /** Once there was one. Nobody else writes it. */
  broadcasts: Broadcasts | undefined;
  /** Of an elastic crew. */
  readonly growth: Growth | undefined;

  constructor(options: SchedulerOptions, on: Controlled) {
    this.#on = on;
    this.#encodeArguments = options.encodeArguments;
    this.waiters = new Waiters(on.crew, on.workforce.counts);
    const { workers, maxQueue, minWorkers, growAfterMs: afterMs } = options;
    this.#concurrency = options.start.concurrency;
    this.#maxQueue = maxQueue ?? Number.POSITIVE_INFINITY;
    if (minWorkers !== undefined && afterMs !== undefined)
      this.growth = new Growth({ afterMs, crew: on.crew, queue: on.queue });
    this.#setSlots(workers);
    void on.crew.ended().then(holdFiles(...startPayloads(options.start)));
  }

  openBroadcasts(): Broadcasts {
    const { crew, dispatcher } = this.#on;
    this.broadcasts ??= openBroadcasts(crew, dispatcher, this.#encodeArguments);
    return this.broadcasts;
  }

  /** Settles when fewer than `below` items wait to be started, and at the end. */
  async drained(below: number, limit: Limit): Promise<void> {
    await this.#on.keepAlive.during(limit(this.waiters.drained(below)));
  }

  /** From now on there are so many workers; those that are too many finish what they run. */
  resize(workers: number): void {
    const { crew, dispatcher } = this.#on;
    this.#setSlots(workers);
    crew.resize(workers);
    for (const handle of crew.handles) if (handle.isSpent) dispatcher.takeBackFrom(handle);
    dispatcher.dispatchSoon();
  }

  /** Each worker that there is gets a successor, when it has done what it runs. */
  recycle(): void {
    this.retire(this.#on.crew.handles);
  }

  /** What these have not started is run elsewhere. */
  retire(handles: readonly Handle<Chunk>[]): void {
    const { crew, dispatcher } = this.#on;
    for (const handle of handles) {
      crew.retire(handle);
      dispatcher.takeBackFrom(handle);
    }
    dispatcher.dispatchSoon();
  }

  /** What has not been started fails with `reason`. Returns how many items that are. */
  cancelPending(reason: unknown): number {
    const { crew, queue, jobs, dispatcher } = this.#on;
    const items = cancelPending({ jobs: jobs.inOrder(), handles: crew.handles, queue }, reason);
    dispatcher.dispatchSoon();
    return items;
  }

  #setSlots(workers: number): void {
    const { workforce } = this.#on;
    workforce.slots = workers * this.#concurrency;
    workforce.counts.most = workforce.slots + this.#maxQueue;
  }
}
