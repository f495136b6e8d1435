/**
 * What waits to be run: whole jobs (cut lazily, so a map of a million items is one entry) and single
 * chunks, first in, first out. Chunks that come back from a worker go to the front.
 *
 * A job that is over leaves its entries behind; they are skipped when their turn comes, so nothing
 * here ever searches.
 */
import { Deque } from '../base/deque.ts';
import { Chunk } from '../job/chunk.ts';
import type { Job } from '../job/job.ts';

export class TaskQueue {
  readonly #waiting = new Deque<Job | Chunk>();

  push(entry: Job | Chunk): void {
    this.#waiting.push(entry);
  }

  /**
   * Puts chunks back in front of everything else, in their order; but for those that are for one worker: whoever has
   * given them knows when that is over.
   */
  putBack(chunks: readonly Chunk[]): void {
    for (let i = chunks.length - 1; i >= 0; i -= 1) {
      const chunk = chunks[i] as Chunk; // in range
      if (!chunk.job.isPinned) this.#waiting.unshift(chunk);
    }
  }

  /** The next chunk that somebody still wants. */
  next(): Chunk | undefined {
    for (let entry = this.#waiting.peek(); entry !== undefined; entry = this.#waiting.peek()) {
      if (entry instanceof Chunk) {
        this.#waiting.shift();
        if (!entry.job.isOver) return entry;
      } else {
        const chunk = entry.nextChunk();
        if (chunk !== undefined) return chunk;
        this.#waiting.shift();
      }
    }
    return undefined;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  clear(): void {
    this.#waiting.clear();
  }
}
