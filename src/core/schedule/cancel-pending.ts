/**
 * Cancels what has not been started: what waits in the queue, and what workers have in hand and have not come to.
 *
 * A job of which anything has not been started is over, whole; what workers have started of it they finish, unseen. A chunk
 * that runs counts as started, with all its items.
 */
import type { Handle } from '../handle/handle.ts';
import type { Chunk } from '../job/chunk.ts';
import type { Job } from '../job/job.ts';
import type { TaskQueue } from './task-queue.ts';
import { itemsInHand } from './unfinished-chunks.ts';

export interface Pending {
  readonly jobs: readonly Job[];
  readonly handles: readonly Handle<Chunk>[];
  readonly queue: TaskQueue;
}

/** Returns how many items are not started for that. */
export function cancelPending({ jobs, handles, queue }: Pending, reason: unknown): number {
  for (const handle of handles) handle.takeBack();
  queue.clear(); // before anybody is told: who is may submit something new
  let items = 0;
  for (const job of jobs) {
    const unstarted = job.pending - itemsInHand(handles, job);
    if (unstarted === 0 && !job.isReading) continue;
    items += unstarted;
    job.abort(reason, 'none');
  }
  return items;
}
