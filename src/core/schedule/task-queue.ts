/**
 * What waits to be run: whole jobs (cut lazily, so a map of a million items is one entry) and single
 * chunks, first in, first out. Chunks that come back from workers go to the front, in the order in which they were
 * submitted, whoever had them: a task may wait for an earlier one. Where calls have priorities, each priority has a
 * queue of its own (`priority-lanes.ts`).
 *
 * A job that is over leaves its entries behind; they are skipped when their turn comes, so nothing
 * here ever searches.
 */
import { Deque } from '../base/deque.ts';
import { Chunk } from '../job/chunk.ts';
import type { Job } from '../job/job.ts';
import { PriorityLanes } from './priority-lanes.ts';

type Entry = Job | Chunk;

export class TaskQueue {
  /** What has no priority. */
  readonly #waiting = new Deque<Entry>();
  /** Whether anything has had an affinity. Nobody else writes it. */
  hasAffinities = false;
  readonly #agingMs: number | undefined;
  /** Undefined as long as nothing has had one. */
  #lanes: PriorityLanes<Entry> | undefined;

  /** `agingMs`: how long it takes to gain a priority by waiting. */
  constructor(agingMs?: number) {
    this.#agingMs = agingMs;
  }

  push(entry: Entry): void {
    if (entry.affinity !== undefined) this.hasAffinities = true;
    if (entry.priority === undefined) this.#waiting.push(entry);
    else this.#laneOf(entry.priority).push(entry);
  }

  /**
   * Puts chunks back in front of everything else of their priority, but for earlier ones that have come back before; and
   * but for those that are for one worker: whoever has given them knows when that is over.
   */
  putBack(chunks: readonly Chunk[]): void {
    for (let i = chunks.length - 1; i >= 0; i -= 1) {
      const chunk = chunks[i] as Chunk; // in range
      if (chunk.isPinned) continue;
      const { priority } = chunk;
      putInFront(priority === undefined ? this.#waiting : this.#laneOf(priority), chunk);
    }
  }

  /** The next chunk that somebody still wants. */
  next(): Chunk | undefined {
    for (let lane = this.#first(); lane !== undefined; lane = this.#first()) {
      const entry = lane.peek();
      if (entry instanceof Chunk) {
        lane.shift();
        if (!entry.job.isOver) return entry;
      } else {
        const chunk = entry?.nextChunk();
        if (chunk !== undefined) return chunk;
        lane.shift();
      }
    }
    return undefined;
  }

  get isEmpty(): boolean {
    return this.#first() === undefined;
  }

  /** When what has waited longest was submitted; `undefined`: nothing waits. */
  oldestMs(): number | undefined {
    if (this.#lanes !== undefined) return this.#lanes.oldestMs();
    return this.#waiting.size === 0 ? undefined : this.#waiting.peek()?.since.ms;
  }

  /** Whether one entry waits, and nothing has a wish for where or when it runs. */
  get hasOnePlainEntry(): boolean {
    return this.#waiting.size === 1 && !this.hasAffinities && this.#lanes === undefined;
  }

  /** Whether calls have priorities. */
  get hasPriorities(): boolean {
    return this.#lanes !== undefined;
  }

  /** Whether what is next goes before `chunk` (`1`), behind it (`-1`), or is of its rank. */
  compareNext(chunk: Chunk): 1 | 0 | -1 {
    const next = this.#first()?.peek();
    if (next === undefined || this.#lanes === undefined) return 0;
    if (this.#lanes.isAhead(next, chunk)) return 1;
    return this.#lanes.isAhead(chunk, next) ? -1 : 0;
  }

  clear(): void {
    this.#waiting.clear();
    this.#lanes = undefined;
  }

  #first(): Deque<Entry> | undefined {
    if (this.#lanes !== undefined) return this.#lanes.next();
    return this.#waiting.size === 0 ? undefined : this.#waiting;
  }

  #laneOf(priority: number): Deque<Entry> {
    this.#lanes ??= new PriorityLanes(this.#waiting, () => new Deque(), this.#agingMs);
    return this.#lanes.laneOf(priority);
  }
}

function putInFront(lane: Deque<Entry>, chunk: Chunk): void {
  const earlier: Chunk[] = [];
  for (
    let first = lane.peek();
    first instanceof Chunk && first.isBefore(chunk);
    first = lane.peek()
  ) {
    earlier.push(first);
    lane.shift();
  }
  lane.unshift(chunk);
  for (const each of earlier.reverse()) lane.unshift(each);
}
