/**
 * One pool as the dashboard sees it.
 *
 *    channels ── note… ──► calls · kinds of errors · lanes ──┐
 *    once a tick: stats, times, what is in hand ──► history ─┴──► now · past
 *
 * Holds the pool's backend until that has ended, so that nothing of a pool is missed that lives for less than a tick; the pool
 * itself it does not hold.
 */
import type { FailureEvent, WorkerEvent } from '../core/base/channels.ts';
import type { KnownPool } from '../core/schedule/known-pools.ts';
import type { PoolStats } from '../core/schedule/pool-stats.ts';
import { ErrorKinds } from './error-kinds.ts';
import { findIn } from './findings.ts';
import { Hosts } from './hosts.ts';
import { Lanes, type When } from './lanes.ts';
import {
  byColumn,
  type Column,
  COLUMNS,
  type PoolNow,
  type PoolPast,
  type Sample,
  type Totals,
} from './messages.ts';
import { Rates } from './rates.ts';
import { SeenCalls } from './seen-calls.ts';
import { Series } from './series.ts';
import { shownLabel, shownName } from './shown-text.ts';

export interface Moment extends When {
  /** Of the program's own thread, 0 to 1. */
  readonly load: number;
}

export class WatchedPool {
  readonly label: string;
  readonly errors: ErrorKinds = new ErrorKinds();
  readonly calls: SeenCalls = new SeenCalls(({ number, spec }, error) => {
    // What no task has thrown: the source, a callback, an abort.
    if (!this.errors.hasNoted(number))
      this.errors.note({ fn: spec.fn.name, index: -1, items: 1, worker: 0, error });
  });
  readonly lanes: Lanes = new Lanes();
  readonly #hosts = new Hosts();
  /** `undefined`: it has ended, or it is no pool: only events tell of it. */
  #known: KnownPool | undefined;
  readonly #rates: Rates;
  readonly #history: Readonly<Record<Column, Series>>;
  #now: PoolNow;

  constructor(label: string, known: KnownPool | undefined, tick: number) {
    this.label = shownLabel(label);
    this.#known = known;
    this.#rates = new Rates(known);
    this.#history = byColumn(() => new Series(tick));
    this.#now = { ...NOTHING, label: this.label };
  }

  /** Nothing will change any more. */
  get hasEnded(): boolean {
    return this.#known === undefined && this.#now.workers.every(({ state }) => state === 'dead');
  }

  get now(): PoolNow {
    return this.#now;
  }

  /** With all kinds of errors. */
  get past(): PoolPast {
    return {
      now: { ...this.#now, errors: this.errors.all },
      from: this.#history.done.from,
      columns: byColumn((name) => this.#history[name].values),
      lanes: this.lanes.past,
    };
  }

  noteFailure(event: FailureEvent): void {
    this.errors.add(event);
  }

  noteWorker(event: WorkerEvent, tick: number): void {
    this.lanes.note(event, tick);
  }

  look(moment: Moment): void {
    const calls = this.calls.look();
    const { sample, ...seen } = this.#known === undefined ? NOTHING_NEW : this.#read(moment);
    const view = {
      ...this.#now,
      ...seen,
      calls,
      errors: this.errors.takeChanged(),
      unseenErrors: this.errors.unseen,
      workers: this.lanes.now,
      ends: this.lanes.ends,
    };
    const { sample: _, ...rest } = view;
    this.#now = { ...rest, ...(sample && { sample }), findings: [] };
    const findings = sample && findIn({ ...moment, pool: this, history: this.#history });
    this.#now = { ...this.#now, findings: findings ?? [] };
  }

  #read(moment: Moment): Partial<PoolNow> & { readonly sample?: Sample } {
    if (this.#known === undefined) return {};
    const { backend } = this.#known;
    const stats = backend.stats();
    const { state } = backend;
    this.lanes.look(stats.perWorker, [...backend.workers], moment);
    const sample = this.#rates.sample(stats, this.lanes.now, moment.passedMs);
    for (const name of COLUMNS) this.#history[name].push(sample[name]);
    // A pool that ends looks for hosts no more.
    if (state === 'running') this.#hosts.look(backend.hosts ?? [], Date.now());
    if (state !== 'running' && stats.perWorker.length === 0) this.#known = undefined;
    const slowest = stats.slowest.map(({ fn, index, runMs }) => ({
      fn: shownName(fn),
      index,
      ms: runMs,
    }));
    const { queued, running } = stats.tasks;
    const singles = Math.max(0, queued + running - this.calls.pending);
    return { state, totals: totalsOf(stats), hosts: this.#hosts.now, slowest, sample, singles };
  }
}

const NOTHING_NEW: { readonly sample?: Sample } = {};
const NO_TIMES = { p50: 0, p90: 0, p99: 0, max: 0 };
const NOTHING: Omit<PoolNow, 'label'> = {
  state: 'running',
  totals: {
    ...{ done: 0, failed: 0, lost: 0, retried: 0, timedOut: 0, cancelled: 0, queued: 0 },
    ...{ replaced: 0, utilization: 0, run: NO_TIMES, wait: NO_TIMES },
  },
  workers: [],
  calls: [],
  singles: 0,
  errors: [],
  unseenErrors: 0,
  ends: [],
  slowest: [],
  hosts: [],
  findings: [],
};

function totalsOf({ tasks, workers, utilization, run, wait }: PoolStats): Totals {
  const { running: _, ...counts } = tasks;
  return { ...counts, replaced: workers.replaced, utilization, run, wait };
}
