/**
 * `broadcast`: one task for each worker, and one result: their values, in the order of the workers' ids. Which workers
 * those are is the business of `schedule/broadcasts.ts`, which says when none is to come any more.
 */
import type { Outcome } from '../base/outcome.ts';
import { firstValue } from '../wire/chunk-result.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { Chunk } from './chunk.ts';
import { Job, type JobControl } from './job.ts';
import type { JobOptions } from './job-options.ts';
import type { Leftovers } from './leftovers.ts';

export interface BroadcastOptions {
  readonly args: readonly unknown[];
  /** Whether workers that are started later run it as well. */
  readonly isReplayed: boolean;
  /** Called once, in the same step in which the job is over. */
  readonly onOutcome: (outcome: Outcome<unknown[]>) => void;
  /** Called when the outcome of a worker has come. */
  readonly onWorkerDone: (workerId: number) => void;
}

export class BroadcastJob extends Job {
  readonly #own: BroadcastOptions;
  /** By worker. */
  readonly #values = new Map<number, unknown>();
  readonly #workerOf = new Map<Chunk, number>();

  constructor(options: JobOptions, own: BroadcastOptions, control: JobControl) {
    super(options, control);
    this.#own = own;
  }

  get args(): readonly unknown[] {
    return this.#own.args;
  }

  get isReplayed(): boolean {
    return this.#own.isReplayed;
  }

  override get total(): undefined {
    return undefined;
  }

  protected override get chunkSize(): undefined {
    return undefined;
  }

  /** It is to be run in so many workers. */
  begin(workers: number): void {
    this.start();
    this.submit(workers);
  }

  /** What that worker is to run. */
  chunkFor(workerId: number): Chunk {
    const chunk = new Chunk(this, { first: this.#workerOf.size, items: [this.#own.args] });
    chunk.isPinned = true;
    this.#workerOf.set(chunk, workerId);
    return chunk;
  }

  /** No worker is to run it any more. */
  end(): void {
    if (this.isOver) return;
    const inOrder = [...this.#values].sort(([a], [b]) => a - b);
    this.#settle({ ok: true, value: inOrder.map(([, value]) => value) }, 'none');
  }

  /** Chunks are given to their workers, and wait nowhere else. */
  override nextChunk(): undefined {
    return undefined;
  }

  protected override takeOutcomes(chunk: Chunk, result: ChunkResult, worker: string): void {
    const [failure] = result.errors;
    const workerId = this.#workerOf.get(chunk) ?? 0; // it is from here
    if (this.isOver) return;
    if (failure !== undefined) {
      this.abort(this.decode(failure[1], worker), 'withdraw');
      return;
    }
    this.#values.set(workerId, firstValue(result));
    this.countDone(1);
    this.#own.onWorkerDone(workerId);
  }

  override fail(_chunk: Chunk, _offset: number, error: unknown): void {
    this.abort(error, 'withdraw');
  }

  override abort(error: unknown, leftovers: Leftovers): void {
    this.#settle({ ok: false, error }, leftovers);
  }

  #settle(outcome: Outcome<unknown[]>, leftovers: Leftovers): void {
    if (this.isOver) return;
    this.finish(leftovers, outcome.ok ? undefined : outcome);
    this.#own.onOutcome(outcome);
  }
}
