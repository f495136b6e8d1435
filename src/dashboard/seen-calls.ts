/**
 * The calls of a pool, those under way and the latest that are over. Of `apply` there may be a hundred thousand at once: these
 * are none of them.
 */
import type { LongCall, WatchedCall } from '../core/api/call-events.ts';
import type { CallEvent } from '../core/base/channels.ts';
import type { CallNow } from './messages.ts';
import { shownError, shownName } from './shown-text.ts';

/** Under way, that are followed; and that are shown, of each kind. */
const MAX_FOLLOWED = 1000;
const MAX_SHOWN = 20;
/** How fast the rate follows: about so many ticks. */
const SMOOTHING = 5;

interface Open {
  readonly event: CallEvent;
  readonly job: WatchedCall;
  readonly startedAt: number;
  done: number;
  rate: number;
  seenAtMs: number;
}

export class SeenCalls {
  readonly #open = new Map<number, Open>();
  #over: CallNow[] = [];

  /** How many items of those under way wait or run. */
  get pending(): number {
    let sum = 0;
    for (const { job } of this.#open.values()) sum += job.pending;
    return sum;
  }

  begin({ event, job }: LongCall): void {
    if (this.#open.size >= MAX_FOLLOWED) return;
    const seenAtMs = performance.now();
    this.#open.set(event.callId, { event, job, startedAt: Date.now(), done: 0, rate: 0, seenAtMs });
  }

  end({ event, job }: LongCall): void {
    const call = this.#open.get(event.callId);
    if (call === undefined) return; // there are too many
    this.#open.delete(event.callId);
    const endedAt = Date.now();
    const { done } = job.progress;
    const rate = (done * 1000) / Math.max(1, endedAt - call.startedAt);
    const failed = 'error' in event ? { error: shownError(event.error).message } : {};
    this.#over.unshift({ ...viewOf(call), done, rate, endedAt, ...failed });
    this.#over = this.#over.slice(0, MAX_SHOWN);
  }

  /** Those under way first, the oldest first; then the others, the latest first. */
  look(): CallNow[] {
    const nowMs = performance.now();
    for (const call of this.#open.values()) advance(call, nowMs);
    return [...[...this.#open.values()].slice(0, MAX_SHOWN).map(viewOf), ...this.#over];
  }
}

function advance(call: Open, nowMs: number): void {
  const { done } = call.job.progress;
  const passedMs = nowMs - call.seenAtMs;
  if (passedMs < 1) return;
  const rate = ((done - call.done) * 1000) / passedMs;
  const isFirst = call.done === 0 && call.rate === 0;
  call.rate = isFirst ? rate : call.rate + (rate - call.rate) / SMOOTHING;
  call.done = done;
  call.seenAtMs = nowMs;
}

function viewOf({ event, job, startedAt, done, rate }: Open): CallNow {
  const { callId: id, method, fn } = event;
  const total = job.progress.total ?? event.items;
  const waitsFor = job.isOver ? undefined : job.waitsFor;
  return {
    id,
    method,
    fn: shownName(fn),
    done,
    rate,
    startedAt,
    ...(total === undefined ? {} : { total }),
    ...(waitsFor === undefined ? {} : { waitsFor }),
  };
}
