/**
 * The calls of a pool, those under way and the latest that are over. Of `apply` there may be a hundred thousand at once: these
 * are none of them. Of small maps there may be as many: so of each second's calls the first are followed from their beginning,
 * and of the others those that are still under way when it ends.
 */
import type { LongCall, WatchedCall } from '../core/api/call-events.ts';
import type { CallNow } from './messages.ts';
import { shownError, shownName } from './shown-text.ts';

/** Followed at once, and from their beginning in each tick; and shown, of each kind. */
const MAX_FOLLOWED = 1000;
const MAX_NEW = 200;
const MAX_SHOWN = 20;
/** How fast the rate follows: about so many ticks. */
const SMOOTHING = 5;

interface Begun {
  readonly call: LongCall;
  readonly startedAt: number;
}

interface Open extends Begun {
  done: number;
  rate: number;
  seenAtMs: number;
}

export class SeenCalls {
  readonly #open = new Map<number, Open>();
  readonly #onFailure: (job: WatchedCall, error: unknown) => void;
  readonly #over: CallNow[] = [];
  /** In this tick. */
  #begun = 0;
  #later: Begun[] = [];

  /** `onFailure` is told why a call has failed that is followed. */
  constructor(onFailure: (job: WatchedCall, error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** How many items of those under way wait or run. */
  get pending(): number {
    let sum = 0;
    for (const { call } of this.#open.values()) sum += call.job.pending;
    return sum;
  }

  begin(call: LongCall): void {
    this.#begun += 1;
    if (this.#begun > MAX_FOLLOWED) return;
    const begun = { call, startedAt: Date.now() };
    if (this.#begun > MAX_NEW) this.#later.push(begun);
    else this.#follow(begun);
  }

  /** Those under way first, the oldest first; then the others, the latest first. */
  look(): CallNow[] {
    for (const begun of this.#later) if (!begun.call.job.isOver) this.#follow(begun);
    this.#later = [];
    this.#begun = 0;
    const nowMs = performance.now();
    for (const call of this.#open.values()) advance(call, nowMs);
    return [...[...this.#open.values()].slice(0, MAX_SHOWN).map(viewOf), ...this.#over];
  }

  #follow({ call, startedAt }: Begun): void {
    if (this.#open.size >= MAX_FOLLOWED) return;
    const { job } = call;
    const open = { call, startedAt, done: 0, rate: 0, seenAtMs: performance.now() };
    this.#open.set(job.number, open);
    job.onceOver((failure) => {
      this.#end(open, failure);
      if (failure !== undefined) this.#onFailure(job, failure.error);
    });
  }

  #end(open: Open, failure: { readonly error: unknown } | undefined): void {
    const { job } = open.call;
    this.#open.delete(job.number);
    const endedAt = Date.now();
    const { done } = job.progress;
    const rate = (done * 1000) / Math.max(1, endedAt - open.startedAt);
    const failed = failure === undefined ? {} : { error: shownError(failure.error).message };
    this.#over.unshift({ ...viewOf(open), done, rate, endedAt, ...failed });
    if (this.#over.length > MAX_SHOWN) this.#over.pop();
  }
}

function advance(open: Open, nowMs: number): void {
  const { done } = open.call.job.progress;
  const passedMs = nowMs - open.seenAtMs;
  if (passedMs < 1) return;
  const rate = ((done - open.done) * 1000) / passedMs;
  const isFirst = open.done === 0 && open.rate === 0;
  open.rate = isFirst ? rate : open.rate + (rate - open.rate) / SMOOTHING;
  open.done = done;
  open.seenAtMs = nowMs;
}

function viewOf({ call, startedAt, done, rate }: Open): CallNow {
  const { job, method, items } = call;
  const total = job.progress.total ?? items;
  const waitsFor = job.isOver ? undefined : job.waitsFor;
  return {
    id: job.number,
    method,
    fn: shownName(job.spec.fn.name),
    done,
    rate,
    startedAt,
    ...(total === undefined ? {} : { total }),
    ...(waitsFor === undefined ? {} : { waitsFor }),
  };
}
