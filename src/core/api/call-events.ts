/** Tells whoever listens of a call: see `base/channels.ts`. Only to be called while somebody does. */
import { type Channel, channel } from 'node:diagnostics_channel';
import { type CallEvent, CALLS } from '../base/channels.ts';
import type { Job } from '../job/job.ts';
import type { Progress } from '../job/progress.ts';
import type { Backend } from '../schedule/backend.ts';

/**
 * Inside the library: of all calls but those of `apply`, of which there may be a hundred thousand, and an event for each would
 * take as long as the call. The messages are `LongCall`s, one when it begins and one when it is over.
 */
export const LONG_CALLS: Channel = channel('manyhands:long-call');

export interface LongCall {
  readonly what: 'begin' | 'end';
  readonly event: CallEvent;
  readonly job: WatchedCall;
}

/** What can be asked of a call. */
export interface WatchedCall {
  readonly isOver: boolean;
  readonly progress: Progress;
  /** Items that wait or run. */
  readonly pending: number;
  /** What a call that reads bit by bit waits for, if its workers have nothing to do. */
  readonly waitsFor?: 'source' | 'task' | 'reader' | undefined;
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
  const count = job.total ?? lengthOf(items);
  if (count !== undefined) event.items = count;
  const isLong = LONG_CALLS.hasSubscribers && !method.startsWith('apply');
  const tell = (what: LongCall['what']): void => LONG_CALLS.publish({ what, event, job });
  if (isLong) tell('begin');
  job.onceOver((failure) => {
    if (job.total !== undefined) event.items = job.total;
    if (failure !== undefined) {
      event.error = failure.error;
      CALLS.error.publish(event);
    }
    CALLS.asyncStart.publish(event);
    CALLS.asyncEnd.publish(event);
    if (isLong) tell('end');
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
