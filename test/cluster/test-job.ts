/** A job without a pool: it remembers what it was told. */
import { LOCAL_PACE } from '#dist/core/job/chunk-size.js';
import { Chunk } from '#dist/core/job/chunk.js';
import { ItemCounts } from '#dist/core/job/item-counts.js';
import { Job, type JobControl } from '#dist/core/job/job.js';
import type { Leftovers } from '#dist/core/job/leftovers.js';
import { eachOutcome } from '#dist/core/wire/chunk-result.js';
import type { ChunkResult } from '#dist/core/wire/messages.js';

export const FN = { id: 'export test', name: 'double', body: { kind: 'test' } } as const;
export const SPEC = {
  fn: FN,
  call: 'one',
  onError: 'stop',
  timed: false,
  budgetMs: 0,
} as const;

const NO_CONTROL: JobControl = {
  release: () => {},
  enqueue: () => {},
  slots: 1,
  counts: new ItemCounts(),
  pace: LOCAL_PACE,
};

export class TestJob extends Job {
  protected override readonly chunkSize = undefined;
  /** What was taken or failed, by position. */
  readonly values = new Map<number, unknown>();
  readonly failures = new Map<number, unknown>();
  readonly workers: string[] = [];
  readonly aborts: unknown[] = [];
  readsEagerly = false;
  readonly #toCut: Chunk[] = [];

  constructor(control: JobControl = NO_CONTROL, placement?: string) {
    super(
      {
        spec: SPEC,
        submitted: {},
        timeoutMs: undefined,
        retries: 0,
        transfer: undefined,
        onProgress: undefined,
        placement,
      },
      control,
    );
  }

  /** A chunk of this job. */
  chunk(items: readonly unknown[], first = 0): Chunk {
    return new Chunk(this, { first, items });
  }

  /** Chunks that it cuts when it is asked. */
  willCut(...chunks: readonly Chunk[]): void {
    this.#toCut.push(...chunks);
  }

  /** All of it is done. */
  complete(): void {
    this.finish('none');
  }

  override get total(): number {
    return 100;
  }

  override nextChunk(): Chunk | undefined {
    return this.#toCut.shift();
  }

  protected override takeOutcomes(chunk: Chunk, result: ChunkResult, worker: string): void {
    this.workers.push(worker);
    eachOutcome(result, {
      onValue: (offset, value) => this.values.set(chunk.first + offset, value),
      onError: (offset, error) => this.failures.set(chunk.first + offset, error),
    });
  }

  override fail(chunk: Chunk, offset: number, error: unknown): void {
    this.failures.set(chunk.first + offset, error);
  }

  override abort(error: unknown, leftovers: Leftovers): void {
    this.aborts.push(error);
    this.finish(leftovers);
  }

  override readEagerly(): void {
    this.readsEagerly = true;
  }
}
