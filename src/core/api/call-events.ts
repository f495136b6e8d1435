/** Tells whoever listens of a call: see `base/channels.ts`. Only to be called while somebody does. */
import { type CallEvent, CALLS } from '../base/channels.ts';
import type { Job, Progress } from '../job/job.ts';
import type { Backend } from '../schedule/backend.ts';

/** By its event: what can be asked of a call that somebody watches. */
export const WATCHED_CALLS: WeakMap<CallEvent, WatchedCall> = new WeakMap();

export interface WatchedCall {
  readonly isOver: boolean;
  readonly progress: Progress;
  /** What a call that reads bit by bit waits for, if its workers have nothing to do. */
  readonly waitsFor?: 'source' | 'reader';
}

/** Begins the call of `job` with `begin`, and tells of its begin and its end. */
export function watchCall(
  { backend, method }: { readonly backend: Backend; readonly method: string },
  { job, items }: { readonly job: Job; readonly items?: unknown },
  begin: () => void,
): void {
  const event: CallEvent = {
    pool: backend.label,
    callId: job.number,
    method,
    fn: job.spec.fn.name,
  };
  WATCHED_CALLS.set(event, job);
  const count = job.total ?? lengthOf(items);
  if (count !== undefined) event.items = count;
  job.onceOver((failure) => {
    if (job.total !== undefined) event.items = job.total;
    if (failure !== undefined) {
      event.error = failure.error;
      CALLS.error.publish(event);
    }
    CALLS.asyncStart.publish(event);
    CALLS.asyncEnd.publish(event);
  });
  try {
    CALLS.start.runStores(event, () => {
      if (event.carrier !== undefined) job.carry(JSON.stringify(event.carrier));
      begin();
    });
  } finally {
    CALLS.end.publish(event);
  }
}

/** Of what has one for certain: reading any other property could run the caller's code. */
function lengthOf(items: unknown): number | undefined {
  if (Array.isArray(items) || typeof items === 'string') return items.length;
  if (items instanceof Set || items instanceof Map) return items.size;
  return ArrayBuffer.isView(items) && 'length' in items ? Number(items.length) : undefined;
}
