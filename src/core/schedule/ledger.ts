/**
 * What a pool knows of what it has done: `pool.stats()` reads it.
 *
 *    jobs ── counts ─────────────────────────┐
 *    scheduler ── samples, one a chunk ──►   ├──► stats
 *    handles ── state, memory, bytes ────────┘
 *
 * Nobody may be looking, so a chunk costs some stores into a list of numbers and no more: they are looked into when the
 * list is full, or when somebody asks.
 */
import { Histogram } from '../base/histogram.ts';
import type { WorkerTraffic as Traffic } from '../handle/handle.ts';
import type { WorkerState } from '../handle/worker-state.ts';
import { ItemCounts } from '../job/item-counts.ts';
import type { Times } from './known-pools.ts';
import { countRunning } from './queue-room.ts';
import type { PoolStats, SlowTask, WorkerCounts, WorkerStats } from './pool-stats.ts';

/** Chunks that were run, each a row of `cells` and the name of its function. The scheduler writes them. */
export interface Samples {
  /** See `Cell`. */
  readonly cells: Float64Array;
  readonly names: string[];
  /** How many rows are used; `drain` is to be called when all are. */
  used: number;
}

/** The columns of a sample. */
export const Cell = { items: 0, runMs: 1, waitMs: 2, index: 3, worker: 4 } as const;
export const CELLS_PER_SAMPLE = 5;
export const MAX_SAMPLES = 256;

/** One of them. */
export interface Sample extends Record<keyof typeof Cell, number> {
  readonly fn: string;
}

/** What has to be known of a worker; times are by `performance.now()`. */
export interface WatchedWorker {
  /** How many chunks it runs at once. Default: 1. */
  readonly concurrency?: number;
  readonly id: number;
  readonly pid: number;
  readonly state: WorkerState;
  readonly inHand: { readonly size: number };
  readonly frontSinceMs: number;
  readonly openedAtMs: number;
  /** `undefined`: it is starting. */
  readonly readyAtMs: number | undefined;
  readonly traffic: Traffic;
  readMemory(): number;
}

/** What a worker has done since counting began. */
interface Work {
  tasks: number;
  busyMs: number;
}

const SLOWEST = 5;

export class Ledger {
  readonly counts: ItemCounts = new ItemCounts();
  readonly samples: Samples = {
    cells: new Float64Array(CELLS_PER_SAMPLE * MAX_SAMPLES),
    names: [],
    used: 0,
  };
  /** Since counting began. Of the latest chunks, only after `drain`. */
  readonly times: Times = { run: new Histogram(), wait: new Histogram() };
  readonly #work = new Map<number, Work>();
  /** Of workers that were there when counting began: what they had sent and received by then. */
  readonly #before = new Map<number, Traffic>();
  /** Of workers that have ended. */
  #gone = { busyMs: 0, readyMs: 0, sent: 0, received: 0 };
  #slowest: SlowTask[] = [];
  /** Of the five the quickest; before there are five, any task is slow enough. */
  #slowEnoughMs = -1;
  #replacedBefore = 0;
  #sinceMs: number;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** As the scheduler does it, for whoever has few chunks. */
  add({ items, runMs, waitMs, index, worker, fn }: Sample): void {
    const { samples } = this;
    samples.cells.set([items, runMs, waitMs, index, worker], samples.used * CELLS_PER_SAMPLE);
    samples.names[samples.used] = fn;
    samples.used += 1;
    if (samples.used === MAX_SAMPLES) this.drain();
  }

  /** Looks into what has been sampled. */
  drain(): void {
    const { cells, names, used } = this.samples;
    for (let row = 0; row < used; row += 1) {
      const at = row * CELLS_PER_SAMPLE;
      const items = cells[at + Cell.items] as number; // in range, as all of them
      const runMs = cells[at + Cell.runMs] as number;
      const itemMs = runMs / items;
      this.times.run.add(itemMs, items);
      this.times.wait.add(Math.max(0, cells[at + Cell.waitMs] as number), items);
      const work = this.#workOf(cells[at + Cell.worker] as number);
      work.tasks += items;
      work.busyMs += runMs;
      if (itemMs > this.#slowEnoughMs)
        this.#noteSlow({ fn: names[row] ?? '', index: cells[at + Cell.index] ?? 0, runMs: itemMs });
    }
    this.samples.used = 0;
  }

  /** `worker` has ended: what it has done counts on, it is listed no more. */
  onExit(worker: WatchedWorker, nowMs: number): void {
    this.drain();
    const { sent, received } = this.#trafficOf(worker);
    this.#gone.busyMs += this.#workOf(worker.id).busyMs;
    this.#gone.readyMs += this.#readyMs(worker, nowMs);
    this.#gone.sent += sent;
    this.#gone.received += received;
    this.#work.delete(worker.id);
    this.#before.delete(worker.id);
  }

  /** Counts from now on. */
  reset(workers: Iterable<WatchedWorker>, replaced: number, nowMs: number): void {
    this.samples.used = 0;
    this.counts.reset();
    this.times.run.reset();
    this.times.wait.reset();
    this.#work.clear();
    this.#before.clear();
    this.#gone = { busyMs: 0, readyMs: 0, sent: 0, received: 0 };
    this.#slowest = [];
    this.#slowEnoughMs = -1;
    this.#replacedBefore = replaced;
    this.#sinceMs = nowMs;
    for (const worker of workers) {
      this.#before.set(worker.id, worker.traffic);
      // What it has run of its task so far will be reported with it, and is none of ours.
      if (isBusy(worker)) this.#workOf(worker.id).busyMs -= nowMs - worker.frontSinceMs;
    }
  }

  read(workers: readonly WatchedWorker[], replaced: number, nowMs: number): PoolStats {
    this.drain();
    const { pending, done, failed, lost, retried, timedOut, cancelled } = this.counts;
    const running = Math.min(pending, countRunning(workers));
    const queued = pending - running;
    const perWorker = workers.map((worker) => this.#statsOf(worker, nowMs));
    return {
      workers: countWorkers(workers, replaced - this.#replacedBefore),
      tasks: { queued, running, done, failed, lost, retried, timedOut, cancelled },
      run: this.times.run.read(),
      wait: this.times.wait.read(),
      utilization: this.#utilization(workers, perWorker, nowMs),
      ...this.#bytes(workers),
      sinceMs: nowMs - this.#sinceMs,
      perWorker,
      slowest: [...this.#slowest],
    };
  }

  #statsOf(worker: WatchedWorker, nowMs: number): WorkerStats {
    const { id, pid, state, openedAtMs, readyAtMs } = worker;
    const { tasks, busyMs } = this.#workOf(id);
    const runningMs = isBusy(worker) ? Math.max(0, nowMs - worker.frontSinceMs) : 0;
    const startMs = readyAtMs === undefined ? 0 : readyAtMs - openedAtMs;
    const memory = worker.readMemory();
    return { id, pid, state, tasks, busyMs: Math.max(0, busyMs + runningMs), startMs, memory };
  }

  #utilization(
    workers: readonly WatchedWorker[],
    each: readonly WorkerStats[],
    now: number,
  ): number {
    let { busyMs, readyMs } = this.#gone;
    for (const worker of workers) readyMs += this.#readyMs(worker, now);
    for (const stats of each) busyMs += stats.busyMs;
    const concurrency = workers[0]?.concurrency ?? 1; // all have the same
    return readyMs <= 0 ? 0 : Math.min(1, Math.max(0, busyMs) / (readyMs * concurrency));
  }

  /** For how long of the time that is counted it could have worked. */
  #readyMs({ readyAtMs }: WatchedWorker, nowMs: number): number {
    return readyAtMs === undefined ? 0 : nowMs - Math.max(readyAtMs, this.#sinceMs);
  }

  #bytes(workers: readonly WatchedWorker[]): { bytesSent: number; bytesReceived: number } {
    let { sent: bytesSent, received: bytesReceived } = this.#gone;
    for (const worker of workers) {
      const { sent, received } = this.#trafficOf(worker);
      bytesSent += sent;
      bytesReceived += received;
    }
    return { bytesSent, bytesReceived };
  }

  #trafficOf({ id, traffic }: WatchedWorker): Traffic {
    const before = this.#before.get(id) ?? { sent: 0, received: 0 };
    return { sent: traffic.sent - before.sent, received: traffic.received - before.received };
  }

  #workOf(id: number): Work {
    const known = this.#work.get(id);
    if (known !== undefined) return known;
    const work = { tasks: 0, busyMs: 0 };
    this.#work.set(id, work);
    return work;
  }

  #noteSlow(slow: SlowTask): void {
    const list = this.#slowest;
    const at = list.findIndex(({ runMs }) => runMs < slow.runMs);
    list.splice(at < 0 ? list.length : at, 0, slow);
    if (list.length > SLOWEST) list.pop();
    this.#slowEnoughMs = list[SLOWEST - 1]?.runMs ?? -1;
  }
}

function isBusy({ inHand }: WatchedWorker): boolean {
  return inHand.size > 0;
}

function countWorkers(workers: readonly WatchedWorker[], replaced: number): WorkerCounts {
  const count = (state: WorkerState): number => workers.filter((one) => one.state === state).length;
  return { starting: count('starting'), idle: count('idle'), busy: count('busy'), replaced };
}
