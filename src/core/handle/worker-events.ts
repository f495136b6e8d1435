/** Tells whoever listens of a worker: see `base/channels.ts`. Only to be called while somebody does. */
import { type WorkerEvent, WORKERS } from '../base/channels.ts';

/** What has to be known of a worker here. */
interface Told {
  readonly id: number;
  readonly pid: number;
  readonly threadId: number | undefined;
}

export function publishWorker(
  { id, pid, threadId }: Told,
  pool: string,
  news: Pick<WorkerEvent, 'event' | 'reason'>,
): void {
  const thread = threadId === undefined ? {} : { threadId };
  const event: WorkerEvent = { pool, id, pid, ...thread, ...news };
  WORKERS.publish(event);
}
