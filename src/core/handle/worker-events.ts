/** Tells whoever listens what has become of a worker. Only to be called while somebody does. */
import { type WorkerEvent, WORKERS } from '../base/channels.ts';

interface Named {
  readonly id: number;
  readonly pid: number;
  readonly threadId: number | undefined;
}

/** `pool`: how events name its pool. */
export function publishWorker(
  pool: string,
  { id, pid, threadId }: Named,
  what: Pick<WorkerEvent, 'event' | 'reason'>,
): void {
  const place = threadId === undefined ? {} : { threadId };
  const event: WorkerEvent = { pool, id, pid, ...place, ...what };
  WORKERS.publish(event);
}
