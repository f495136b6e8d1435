/** Tells whoever listens of a call: see `base/channels.ts`. Only to be called while somebody does. */
import { type Channel, channel } from 'node:diagnostics_channel';
import { type CallEvent, CALLS } from '../base/channels.ts';
import type { Failure } from '../base/outcome.ts';
import type { Job } from '../job/job.ts';
import type { Progress } from '../job/progress.ts';
import type { Backend } from '../schedule/backend.ts';

/**
 * Inside the library: calls that begin, but for those of `apply`, of which there may be a hundred thousand. Maps of a few items
 * may be as many, so there is one message (`LongCall`) and no more: who wants to hear of the end asks the job for it.
 */
export const LONG_CALLS: Channel = channel('manyhands:long-call');

export interface LongCall {
  readonly pool: string;
  readonly method: string;
  readonly job: WatchedCall;
  /** How many, if that is known. */
  readonly items: number | undefined;
}

/** What can be asked of a call. */
export interface WatchedCall {
  readonly number: number;
  readonly spec: { readonly fn: { readonly name: string } };
  readonly isOver: boolean;
  readonly progress: Progress;
  /** Items that wait or run. */
  readonly pending: number;
  /** What a call that reads bit by bit waits for, if its workers have nothing to do. */
  readonly waitsFor?: 'source' | 'task' | 'reader' | undefined;
  onceOver(then: (failure: Failure | undefined) => void): void;
}

/** Begins the call of `job` with `begin`, and tells of its begin and its end. */
export function watchCall(
  { backend, method }: { readonly backend: Backend; readonly method: string },
  { job, items }: { readonly job: Job; readonly items?: unknown },
  begin: () => void,
): void {
  const { label: pool } = backend;
  const count = job.total ?? lengthOf(items);
  if (LONG_CALLS.hasSubscribers && !method.startsWith('apply')) {
    const call: LongCall = { pool, method, job, items: count };
    LONG_CALLS.publish(call);
  }
  if (!CALLS.hasSubscribers) return begin();
  const event: CallEvent = { pool, callId: job.number, method, fn: job.spec.fn.name };
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
      const { carrier = {} } = event;
      // An empty one is of no use, and calls that carry something cannot share what is said of their function.
      if (Object.keys(carrier).length > 0) job.carry(JSON.stringify(carrier));
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
