/**
 * Looks, every few seconds, for what was lost between a submitter and the queue:
 *
 *    without a result for `ackWaitMs`    the job listens for poison: chunks that were delivered too often
 *    without a result for `overdueMs`    chunks that are not in the queue any more are published again
 *    …, and all hosts are idle            chunks that are in the queue, and that it does not give to them, are sent anew
 *    the job is over                     chunks that are in the queue nevertheless are purged
 *
 * A check that fails does nothing: the next one looks again.
 */
import type { ChunkQueue, Engine } from '../engine/engine.ts';
import { LeftoverChunks } from './leftover-chunks.ts';
import type { SubmittedJob } from './submitted-job.ts';

type WatchedJob = Pick<
  SubmittedJob,
  'id' | 'placement' | 'oldestSentAtMs' | 'watchForPoison' | 'republishOverdue' | 'resendStuck'
>;

export class Recovery {
  readonly #overdueMs: number;
  readonly #areHostsIdle: (placement: string) => boolean;
  /** How often in a row all hosts had nothing to do. */
  #idleChecks = 0;
  readonly #leftovers = new LeftoverChunks();

  constructor(overdueMs: number, areHostsIdle: (placement: string) => boolean) {
    this.#overdueMs = overdueMs;
    this.#areHostsIdle = areHostsIdle;
  }

  /** `job` is over and has sent chunks. */
  noteOver(job: string): void {
    this.#leftovers.add(job);
  }

  /** Rejects if the queue cannot be asked at the moment. */
  async purgeLeftovers({ chunks }: { readonly chunks: ChunkQueue }): Promise<void> {
    await this.#leftovers.purge(chunks);
  }

  /** The queue is asked at most once for all jobs, and only if one has overdue chunks. */
  check({ chunks }: Pick<Engine, 'chunks'>, jobs: Iterable<WatchedJob>): void {
    const nowMs = performance.now();
    this.#leftovers.purge(chunks).catch(ignore);
    let counting: Promise<ReadonlyMap<string, number>> | undefined;
    const countOf = async (job: string): Promise<number> => {
      counting ??= chunks.waiting();
      return (await counting).get(job) ?? 0;
    };
    this.#idleChecks = this.#areHostsIdle('') ? this.#idleChecks + 1 : 0;
    for (const job of jobs) {
      const ageMs = nowMs - job.oldestSentAtMs;
      if (ageMs >= chunks.ackWaitMs) job.watchForPoison();
      if (ageMs < this.#overdueMs) continue;
      if (this.#idleChecks >= 2 && this.#areHostsIdle(job.placement))
        job.resendStuck(this.#overdueMs).catch(ignore);
      job.republishOverdue(this.#overdueMs, async () => await countOf(job.id)).catch(ignore);
    }
  }
}

/** Not connected just now. */
function ignore(): void {}
