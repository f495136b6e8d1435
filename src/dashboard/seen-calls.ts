/**
 * The calls of a pool, those under way and the latest that are over. Of `apply` there may be a hundred thousand at once: these
 * are only counted, by function.
 */
import type { CallEvent } from '../core/base/channels.ts';
import { WATCHED_CALLS } from '../core/api/call-events.ts';
import type { AppliesNow, CallNow } from './messages.ts';
import { shownError, shownName } from './shown-text.ts';

/** Under way, that are followed; and that are shown, of each kind. */
const MAX_FOLLOWED = 1000;
const MAX_SHOWN = 20;
const MAX_FUNCTIONS = 50;
/** How fast the rate follows: about so many ticks. */
const SMOOTHING = 5;

interface Open {
  readonly event: CallEvent;
  readonly startedAt: number;
  done: number;
  rate: number;
  seenAtMs: number;
}

type Applies = { -readonly [K in keyof AppliesNow]: AppliesNow[K] };

export class SeenCalls {
  readonly #open = new Map<number, Open>();
  #over: CallNow[] = [];
  readonly #applies = new Map<string, Applies>();

  begin(event: CallEvent): void {
    if (isApply(event)) {
      this.#appliesOf(event.fn).running += 1;
      return;
    }
    if (this.#open.size >= MAX_FOLLOWED) return;
    const seenAtMs = performance.now();
    this.#open.set(event.callId, { event, startedAt: Date.now(), done: 0, rate: 0, seenAtMs });
  }

  end(event: CallEvent): void {
    if (isApply(event)) {
      this.#endApply(event);
      return;
    }
    const call = this.#open.get(event.callId);
    if (call === undefined) return; // it began before anybody looked, or there are too many
    this.#open.delete(event.callId);
    const endedAt = Date.now();
    const { done } = WATCHED_CALLS.get(event)?.progress ?? { done: call.done };
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

  get applies(): AppliesNow[] {
    const shown = [...this.#applies.values()].slice(-MAX_SHOWN);
    return shown.map((applies) => ({ ...applies, fn: shownName(applies.fn) }));
  }

  #endApply(event: CallEvent): void {
    const applies = this.#appliesOf(event.fn);
    applies.running = Math.max(0, applies.running - 1);
    if ('error' in event) applies.failed += 1;
    else applies.done += 1;
  }

  #appliesOf(fn: string): Applies {
    let applies = this.#applies.get(fn);
    if (applies === undefined) {
      applies = { fn, running: 0, done: 0, failed: 0 };
      this.#applies.set(fn, applies);
      for (const [key, { running }] of this.#applies) {
        if (this.#applies.size <= MAX_FUNCTIONS) break;
        if (running === 0) this.#applies.delete(key);
      }
    }
    return applies;
  }
}

function isApply({ method }: CallEvent): boolean {
  return method === 'apply' || method === 'applyAsync';
}

function advance(call: Open, nowMs: number): void {
  const { done } = WATCHED_CALLS.get(call.event)?.progress ?? call;
  const passedMs = nowMs - call.seenAtMs;
  if (passedMs < 1) return;
  const rate = ((done - call.done) * 1000) / passedMs;
  const isFirst = call.done === 0 && call.rate === 0;
  call.rate = isFirst ? rate : call.rate + (rate - call.rate) / SMOOTHING;
  call.done = done;
  call.seenAtMs = nowMs;
}

function viewOf({ event, startedAt, done, rate }: Open): CallNow {
  const { callId: id, method, fn } = event;
  const watched = WATCHED_CALLS.get(event);
  const total = watched?.progress.total ?? event.items;
  const waitsFor = watched?.isOver === false ? watched.waitsFor : undefined;
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
