/**
 * Chunks of jobs that are over, and are in the queue nevertheless: their result came, and then their host
 * died (or the server) before it could say that they are done. Looked for together, now and then.
 */
import type { ChunkQueue } from '../engine/engine.ts';

export class Sweeper {
  #over = new Set<string>();

  /** `job` is over; nothing of it should be in the queue. */
  note(job: string): void {
    this.#over.add(job);
  }

  /** Rejects if the queue cannot be asked at the moment: then the next time will do. */
  async sweep(queue: ChunkQueue): Promise<void> {
    const over = this.#over;
    if (over.size === 0) return;
    this.#over = new Set();
    try {
      const waiting = await queue.waiting();
      const left = [...over].filter((job) => waiting.has(job));
      await Promise.all(left.map(async (job) => await queue.purge(job)));
    } catch (error) {
      for (const job of over) this.#over.add(job);
      throw error;
    }
  }
}
