/**
 * A pool's backend without workers: takes jobs, keeps what they enqueue, and the test answers.
 *
 *    callOne · collect · stream ──► FakeBackend.jobs · log
 *                      ▲                 │ cut
 *                      └── take · fail ──┘  the test
 */
import type { Job } from '#dist/core/job/job.js';
import type { Chunk } from '#dist/core/job/chunk.js';
import type { Backend, PoolState, WorkerView } from '#dist/core/schedule/backend.js';
import { Ledger } from '#dist/core/schedule/ledger.js';
import type { PoolStats } from '#dist/core/schedule/pool-stats.js';
import { FakeControl, valuesOf } from '../job/fake-control.js';

export class FakeBackend extends FakeControl implements Backend {
  readonly label = 'fake#1';
  state: PoolState = 'running';
  readonly workers: WorkerView[] = [];
  allowShared = false;
  graces = { abortMs: 0, killMs: 1000 };
  remakeConstants = true;
  /** Every job that was submitted. */
  readonly jobs: Job[] = [];
  readonly #ledger = new Ledger(performance.now());
  override readonly counts = this.#ledger.counts;
  /** What else was asked of it. */
  readonly log: string[] = [];

  submit(job: Job): void {
    this.jobs.push(job);
  }

  stats(): PoolStats {
    return this.#ledger.read([], 0, performance.now());
  }

  resetStats(): void {
    this.log.push('reset stats');
  }

  close(): void {
    if (this.state !== 'running') return;
    this.state = 'closed';
    this.log.push('close');
  }

  readEagerly(): void {
    this.log.push('read eagerly');
  }

  terminate(): void {
    if (this.state === 'terminated') return;
    this.state = 'terminated';
    this.log.push('terminate');
  }

  async ready(): Promise<void> {
    this.log.push('ready');
  }

  async ended(): Promise<void> {
    this.log.push('ended');
  }

  /** Every chunk that waits is run: the value of an item is what `run` makes of it. */
  work(run: (item: unknown) => unknown): void {
    for (const chunk of this.cut()) this.finish(chunk, run);
  }

  finish(chunk: Chunk, run: (item: unknown) => unknown): void {
    chunk.job.take(chunk, valuesOf(chunk, Array.from(chunk.items, run)), 'worker 1');
  }
}
