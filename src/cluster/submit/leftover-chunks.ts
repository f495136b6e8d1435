/**
 * Chunks of jobs that are over, and are in the queue nevertheless: their result came, and then their host
 * died (or the server) before the chunk was acknowledged. They are looked for together, now and then.
 */
import type { ChunkQueue } from '../engine/engine.ts';

export class LeftoverChunks {
  #jobs = new Set<string>();

  /** `job` is over; nothing of it should be in the queue. */
  add(job: string): void {
    this.#jobs.add(job);
  }

  /** Rejects if the queue cannot be asked at the moment; the next call looks for the same jobs again. */
  async purge(queue: Pick<ChunkQueue, 'waiting' | 'purge'>): Promise<void> {
    const jobs = this.#jobs;
    if (jobs.size === 0) return;
    this.#jobs = new Set();
    try {
      const waiting = await queue.waiting();
      const left = [...jobs].filter((job) => waiting.has(job));
      await Promise.all(left.map(async (job) => await queue.purge(job)));
    } catch (error) {
      for (const job of jobs) this.#jobs.add(job);
      throw error;
    }
  }
}
