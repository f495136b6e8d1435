/**
 * One chunk from the queue as a job of the host's own pool. What its tasks threw goes on to the submitter
 * as it came from the worker: nothing of the user's is put together on the way.
 *
 *    chunk ──► HostJob ── chunk ──► Scheduler ──► a worker of this host
 *                 │ ▲                   │
 *    result ◄─────┘ └── take · fail ◄───┘
 */
import type { Outcome } from '../../core/base/outcome.ts';
import type { ErrorPayload } from '../../core/base/payload.ts';
import { encodeError } from '../../core/codec/error/encode-error.ts';
import { Chunk } from '../../core/job/chunk.ts';
import { Job, type JobControl } from '../../core/job/job.ts';
import type { Leftovers } from '../../core/job/leftovers.ts';
import { eachOutcome, valuesOf } from '../../core/wire/chunk-result.ts';
import { NumberRange } from '../../core/wire/list/number-range.ts';
import type { ChunkResult, RunChunk } from '../../core/wire/messages.ts';
import type { PlacedError } from '../messages/bodies.ts';
import type { ChunkMetadata } from '../messages/metadata.ts';
import type { Recipe } from '../messages/recipe.ts';

export interface HostJobOptions {
  readonly metadata: ChunkMetadata;
  readonly run: RunChunk;
  readonly recipe: Recipe;
  /** "host web-1": how workers of this host are introduced. */
  readonly hostLabel: string;
  /** How often hosts were given this chunk before. */
  readonly attempt: number;
  /** Called once, with all outcomes; or with why there are none: the job was aborted. */
  readonly onOver: (outcome: Outcome<HostResult>) => void;
}

export interface HostResult {
  readonly result: ChunkResult;
  /** The worker that ran it; `undefined` if none did. */
  readonly worker: string | undefined;
  /** Why its function could not be loaded: another host may have what is missing here. */
  readonly unloaded?: string | undefined;
}

export class HostJob extends Job {
  protected override readonly chunkSize = undefined;
  readonly #options: HostJobOptions;
  readonly #values: unknown[];
  /** Of a fold: partials by their first item. */
  readonly #partials = new Map<number, ArrayLike<unknown>>();
  readonly #errors = new Map<number, ErrorPayload>();
  readonly #count: number;
  #worker: string | undefined;
  #unloaded: string | undefined;
  #runMs = 0;

  constructor(options: HostJobOptions, control: JobControl) {
    const { recipe, run } = options;
    super(
      {
        spec: { ...run.spec, fn: recipe.fn, timed: recipe.timeoutMs !== undefined, budgetMs: 0 },
        submitted: {},
        timeoutMs: recipe.timeoutMs,
        retries: recipe.retries,
        transfer: undefined,
        onProgress: undefined,
      },
      control,
    );
    this.#options = options;
    this.#count = run.items.length;
    this.#values = run.spec.call === 'fold' ? [] : new Array<unknown>(this.#count);
  }

  /** To be called once the scheduler has taken charge of it. */
  begin(): void {
    const { run, metadata, attempt } = this.#options;
    if (this.isOver) return;
    this.start();
    this.submit(this.#count);
    const items = run.items instanceof NumberRange ? run.items : Array.from(run.items);
    const chunk = { first: metadata.first, items, attempt };
    this.control.enqueue(new Chunk(this, chunk));
  }

  override get retries(): number {
    return super.retries + this.#options.attempt; // attempts on other hosts do not count
  }

  override get total(): number {
    return this.#options.metadata.total;
  }

  override nextChunk(): undefined {
    return undefined;
  }

  override observe(_chunk: Chunk, _done: number, runMs: number): Chunk[] {
    this.#runMs += runMs;
    return [];
  }

  protected override takeOutcomes(chunk: Chunk, result: ChunkResult, worker: string): void {
    if (this.isOver) return;
    this.#worker = `${this.#options.hostLabel}, ${worker}`;
    if (result.covers !== undefined && result.errors.length === 0) {
      this.#partials.set(this.#at(chunk, result.from), valuesOf(result));
      this.countDone(result.covers);
      this.#finishIfDone();
      return;
    }
    eachOutcome(result, {
      onValue: (offset, value) => {
        this.#values[this.#at(chunk, offset)] = value;
        this.#settle(chunk, offset);
      },
      onError: (offset, error) => {
        this.#unloaded ??= error.unloaded;
        const placed: PlacedError = { ...error, worker: this.#worker };
        this.#errors.set(this.#at(chunk, offset), placed);
        this.#settle(chunk, offset);
      },
    });
    this.#finishIfDone();
  }

  override fail(chunk: Chunk, offset: number, error: unknown): void {
    if (this.isOver) return;
    this.#errors.set(this.#at(chunk, offset), encodeError(error));
    this.#settle(chunk, offset);
    this.#finishIfDone();
  }

  override abort(error: unknown, leftovers: Leftovers): void {
    if (this.isOver) return;
    this.finish(leftovers);
    this.#options.onOver({ ok: false, error });
  }

  #at(chunk: Chunk, offset: number): number {
    return chunk.first - this.#options.metadata.first + offset;
  }

  #settle(chunk: Chunk, offset: number): void {
    chunk.settled = offset + 1;
    this.countDone(1);
  }

  #finishIfDone(): void {
    const isStopped = this.spec.onError === 'stop' && this.#errors.size > 0;
    if (this.isOver || (this.done < this.#count && !isStopped)) return;
    this.finish(isStopped ? 'withdraw' : 'none');
    const value = { result: this.#result(), worker: this.#worker, unloaded: this.#unloaded };
    this.#options.onOver({ ok: true, value });
  }

  /** Of a fold: what its parts came to, one after another; the submitter joins them. */
  #fold(): ChunkResult {
    const inOrder = [...this.#partials].sort(([a], [b]) => a - b);
    const values = inOrder.flatMap(([, partials]) => Array.from(partials));
    const runMs = this.#runMs;
    return { id: 0, from: 0, values, errors: [], runMs, covers: this.#count };
  }

  /** Where an error ends the chunk, items behind it may have succeeded: they are left out. */
  #result(): ChunkResult {
    if (this.spec.call === 'fold' && this.#errors.size === 0) return this.#fold();
    const all = [...this.#errors].sort(([a], [b]) => a - b);
    const errors = this.spec.onError === 'stop' ? all.slice(0, 1) : all;
    const end = this.spec.onError === 'stop' ? (errors[0]?.[0] ?? this.#count) : this.#count;
    const values: unknown[] = [];
    for (let at = 0; at < end; at += 1) {
      if (!this.#errors.has(at)) values.push(this.#values[at]);
    }
    return { id: 0, from: 0, values, errors, runMs: this.#runMs };
  }
}
