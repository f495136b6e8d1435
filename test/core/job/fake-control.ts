/**
 * Stands in for the scheduler where jobs alone are tested: keeps what a job enqueues and says of its
 * end, and the test answers for the workers.
 *
 *    Job ── enqueue · release ──► FakeControl
 *     ▲                               │ cut
 *     └── take(chunk, valuesOf(…)) ◄──┘  the test
 */
import { encodeError } from '#dist/core/codec/error/encode-error.js';
import { Chunk } from '#dist/core/job/chunk.js';
import { LOCAL_PACE, type Pace } from '#dist/core/job/chunk-size.js';
import type { Job, JobControl, Leftovers } from '#dist/core/job/job.js';
import type { JobOptions } from '#dist/core/job/job-options.js';
import { ItemCounts } from '#dist/core/job/item-counts.js';
import type { ChunkResult, TaskSpec } from '#dist/core/wire/messages.js';
import { functionNamed } from '../handle/fake-channel.js';

export class FakeControl implements JobControl {
  readonly counts = new ItemCounts();
  slots = 2;
  pace: Pace = LOCAL_PACE;
  /** What jobs have enqueued and nobody has cut yet. */
  readonly waiting: (Job | Chunk)[] = [];
  /** How each job that is over has left its chunks. */
  readonly released: Leftovers[] = [];

  enqueue(entry: Job | Chunk): void {
    this.waiting.push(entry);
  }

  release(_job: Job, leftovers: Leftovers): void {
    this.released.push(leftovers);
  }

  /** All chunks that are to be had now. */
  cut(): Chunk[] {
    return this.waiting.splice(0).flatMap((entry) => {
      if (entry instanceof Chunk) return [entry];
      const chunks: Chunk[] = [];
      for (let chunk = entry.nextChunk(); chunk !== undefined; chunk = entry.nextChunk())
        chunks.push(chunk);
      return chunks;
    });
  }
}

export function specOf(more: Partial<TaskSpec> = {}): TaskSpec {
  const fn = functionNamed('f');
  return { fn, call: 'one', onError: 'stop', timed: false, budgetMs: 0, ...more };
}

export function jobOptions(more: Partial<JobOptions> = {}): JobOptions {
  return {
    spec: specOf(),
    submitted: {},
    timeoutMs: undefined,
    retries: 0,
    transfer: undefined,
    onProgress: undefined,
    ...more,
  };
}

/** The worker says that items of `chunk` from offset `from` on gave `values`. */
export function valuesOf(chunk: Chunk, values: ArrayLike<unknown>, from = 0): ChunkResult {
  return { id: chunk.id, from, values, errors: [], runMs: 1 };
}

/** The worker says that `values` were given, and then the item at `offset` threw `error`. */
export function thrownIn(
  chunk: Chunk,
  offset: number,
  thrown: { error: unknown; values?: readonly unknown[]; from?: number },
): ChunkResult {
  const { error, values = [], from = 0 } = thrown;
  return { ...valuesOf(chunk, values, from), errors: [[offset, encodeError(error)]] };
}

/** The items of each chunk, as plain lists. */
export function itemsOf(chunks: readonly Chunk[]): unknown[][] {
  return chunks.map(({ items }) => [...items]);
}
