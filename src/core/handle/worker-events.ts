/** What subscribers of the channel `manyhands:worker` hear. */
import { type WorkerEvent, WORKERS } from '../base/channels.ts';

interface Worker extends Pick<WorkerEvent, 'id' | 'pid'> {
  readonly threadId: number | undefined;
}

type News = Pick<WorkerEvent, 'event' | 'reason'>;

export function publishWorker(pool: string, { id, pid, threadId }: Worker, news: News): void {
  const place = threadId === undefined ? {} : { threadId };
  const event: WorkerEvent = { pool, id, pid, ...place, ...news };
  WORKERS.publish(event);
}
