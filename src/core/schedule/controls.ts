/** What whoever has a pool can do with it while it runs, besides giving it work. */
import type { KeepAlive } from '../base/keep-alive.ts';
import type { Crew } from '../handle/crew.ts';
import type { Chunk } from '../job/chunk.ts';
import type { Job, JobList } from '../job/job.ts';
import type { Limit } from './backend.ts';
import { cancelPending } from './cancel-pending.ts';
import { canComeBack, type Dispatcher } from './dispatcher.ts';
import type { TaskQueue } from './task-queue.ts';
import type { Waiters } from './waiters.ts';

/** What they work on. */
export interface Controlled {
  readonly crew: Crew<Chunk>;
  readonly queue: TaskQueue;
  readonly jobs: JobList<Job>;
  readonly dispatcher: Dispatcher;
  readonly waiters: Waiters;
  readonly keepAlive: KeepAlive;
}

export class Controls {
  readonly #on: Controlled;

  constructor(on: Controlled) {
    this.#on = on;
  }

  /** Settles when fewer than `below` items wait to be started, and at the end. */
  async drained(below: number, limit: Limit): Promise<void> {
    await this.#on.keepAlive.during(limit(this.#on.waiters.drained(below)));
  }

  /** Each worker that there is gets a successor, when it has done what it runs. */
  recycle(): void {
    const { crew, queue, dispatcher } = this.#on;
    for (const handle of [...crew.handles]) {
      crew.retire(handle);
      queue.putBack(handle.takeBack(canComeBack));
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
}
