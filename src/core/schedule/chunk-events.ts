/** Tells whoever listens what has become of chunks. Its methods are only called while somebody does. */
import {
  type ChunkEvent,
  type ChunkOutcome,
  CHUNKS,
  type FailureEvent,
  FAILURES,
} from '../base/channels.ts';
import type { ErrorPayload } from '../base/payload.ts';
import { decodeError } from '../codec/error/decode-error.ts';
import { functionOf } from '../codec/function/encode-function.ts';
import type { Handle } from '../handle/handle.ts';
import type { Chunk } from '../job/chunk.ts';
import type { ItemCounts } from '../job/item-counts.ts';
import { countOutcomes } from '../wire/codec.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { countRunning } from './queue-room.ts';

/** The part of a chunk that has come to an end; times are by `performance.now()`. */
interface Part {
  readonly from: number;
  readonly items: number;
  readonly outcome: ChunkOutcome;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly runsAgain?: boolean;
}

/** How a chunk ended that did not come to its end; `to`: the offset up to which, by default all of it. */
interface End {
  readonly outcome: ChunkOutcome;
  readonly to?: number;
  readonly runsAgain?: boolean;
}

/** Items that have failed: offsets in their chunk. */
export interface FailedPart {
  readonly from: number;
  readonly to: number;
  readonly as: Exclude<ChunkOutcome, 'ok'>;
}

export class ChunkEvents {
  readonly #pool: string;
  readonly #counts: ItemCounts;
  readonly #handles: () => Iterable<Handle<Chunk>>;

  constructor(pool: string, counts: ItemCounts, handles: () => Iterable<Handle<Chunk>>) {
    this.#pool = pool;
    this.#counts = counts;
    this.#handles = handles;
  }

  /** A worker has sent outcomes. */
  onResult(handle: Handle<Chunk>, chunk: Chunk, result: ChunkResult): void {
    const { from, errors, runMs } = result;
    const outcome = this.#outcomeOf(chunk, errors.length, runMs);
    if (FAILURES.hasSubscribers && outcome === 'failed') this.#onErrors(handle, chunk, errors);
    if (!CHUNKS.hasSubscribers) return;
    const endedAtMs = handle.heardAtMs;
    this.#publish(handle, chunk, {
      from,
      items: countOutcomes(result),
      outcome,
      startedAtMs: endedAtMs - runMs,
      endedAtMs,
    });
  }

  /** A worker will send nothing more of `chunk`; this is about what has no outcome. */
  onEnd(handle: Handle<Chunk>, chunk: Chunk, { outcome, to, runsAgain = false }: End): void {
    this.#publish(handle, chunk, {
      from: chunk.settled,
      items: (to ?? chunk.items.length) - chunk.settled,
      outcome,
      startedAtMs: Math.max(handle.frontSinceMs, handle.heardAtMs),
      endedAtMs: performance.now(),
      runsAgain,
    });
  }

  /** All items of a part have failed with `error`. */
  onFailed(handle: Handle<Chunk>, chunk: Chunk, failed: FailedPart & { error: unknown }): void {
    this.#publishFailure(handle, chunk, failed, () => failed.error);
  }

  #onErrors(handle: Handle<Chunk>, chunk: Chunk, errors: ChunkResult['errors']): void {
    for (const [from, payload] of errors) {
      const decode = (): unknown => decodeFor(handle, chunk, payload);
      this.#publishFailure(handle, chunk, { from, to: from + 1, as: 'failed' }, decode);
    }
  }

  #publishFailure(
    handle: Handle<Chunk>,
    chunk: Chunk,
    { from, to, as }: FailedPart,
    decode: () => unknown,
  ): void {
    if (as === 'cancelled' || chunk.job.isOver) return;
    let known: { readonly error: unknown } | undefined;
    const event: FailureEvent = {
      pool: this.#pool,
      callId: chunk.job.number,
      worker: handle.id,
      attempt: chunk.attempt,
      fn: chunk.spec.fn.name,
      items: to - from,
      index: chunk.first + from,
      outcome: as,
      get error() {
        known ??= { error: decode() };
        return known.error;
      },
    };
    FAILURES.publish(event);
  }

  #outcomeOf({ job, spec }: Chunk, errors: number, runMs: number): ChunkOutcome {
    if (spec.timed && job.timeoutMs !== undefined && runMs > job.timeoutMs) return 'timedOut';
    return errors > 0 ? 'failed' : 'ok';
  }

  #publish(handle: Handle<Chunk>, chunk: Chunk, part: Part): void {
    const event: ChunkEvent = {
      pool: this.#pool,
      callId: chunk.job.number,
      worker: handle.id,
      items: part.items,
      index: chunk.first + part.from,
      waitMs: Math.max(0, part.startedAtMs - chunk.since.ms),
      runMs: Math.max(0, part.endedAtMs - part.startedAtMs),
      outcome: part.outcome,
      attempt: chunk.attempt,
      queued: this.#countQueued(chunk, part),
      memory: handle.memory,
      ...(handle.concurrency > 1 ? { concurrency: handle.concurrency } : {}),
    };
    CHUNKS.publish(event);
  }

  /** Those of `part` have not been counted as anything yet, and wait only if they run again. */
  #countQueued({ job }: Chunk, { items, runsAgain = false }: Part): number {
    const { pending } = this.#counts;
    const settled = job.isOver ? job.pending : runsAgain ? 0 : items;
    return Math.max(0, pending - settled - countRunning(this.#handles()));
  }
}

function decodeFor(
  { label: worker }: Handle<Chunk>,
  { job, spec }: Chunk,
  payload: ErrorPayload,
): unknown {
  return decodeError(payload, { worker, submitted: job.submittedAt, fn: functionOf(spec.fn) });
}
