/** Of counts since a pool began, what is new since the tick before. */
import type { KnownPool } from '../core/schedule/known-pools.ts';
import type { PoolStats, TaskCounts } from '../core/schedule/pool-stats.ts';
import type { Sample, WorkerNow } from './messages.ts';

const SHARES = [0.5, 0.99];

export class Rates {
  readonly #times: KnownPool['ledger']['times'] | undefined;
  #counts = { done: 0, failed: 0 };
  #run: Float64Array | undefined;
  #wait: Float64Array | undefined;
  #ran = 0;

  constructor(known: KnownPool | undefined) {
    this.#times = known?.ledger.times;
    if (known === undefined) return;
    const { tasks, run } = known.backend.stats();
    this.#counts = countsOf(tasks);
    this.#ran = run.count;
    this.#copyTimes();
  }

  sample(stats: PoolStats, workers: readonly WorkerNow[], passedMs: number): Sample {
    const { done, failed } = countsOf(stats.tasks);
    const perSecond = (count: number): number => (Math.max(0, count) * 1000) / passedMs;
    const sample = {
      done: perSecond(done - this.#counts.done),
      failed: perSecond(failed - this.#counts.failed),
      queued: stats.tasks.queued,
      busy: workers.reduce((sum, { share }) => sum + share, 0),
      memory: workers.reduce((sum, { state, memory }) => sum + (state === 'dead' ? 0 : memory), 0),
      ...this.#timesSince(stats.run.count),
    };
    this.#counts = { done, failed };
    return sample;
  }

  #timesSince(ran: number): Pick<Sample, 'runP50' | 'runP99' | 'waitP50' | 'waitP99'> {
    if (ran === this.#ran || this.#times === undefined)
      return { runP50: -1, runP99: -1, waitP50: -1, waitP99: -1 };
    const { run, wait } = this.#times;
    const [runP50 = 0, runP99 = 0] = run.since(this.#run, SHARES);
    const [waitP50 = 0, waitP99 = 0] = wait.since(this.#wait, SHARES);
    this.#ran = ran;
    this.#copyTimes();
    return { runP50, runP99, waitP50, waitP99 };
  }

  #copyTimes(): void {
    this.#run = this.#times?.run.copy();
    this.#wait = this.#times?.wait.copy();
  }
}

function countsOf({ done, failed, lost, timedOut }: TaskCounts): { done: number; failed: number } {
  return { done, failed: failed + lost + timedOut };
}
