/**
 * Ends a worker whose task runs for too long, or whose module is not loaded in time; what becomes of the items is the
 * scheduler's business.
 */
import type { Handle } from '../handle/handle.ts';
import type { Chunk } from '../job/chunk.ts';
import { TaskClock } from './task-clock.ts';
import { loadingFailure, timeoutFailure } from './worker-failures.ts';

/** The time of a chunk is over, and its worker is being ended. */
export interface Expiry {
  readonly handle: Handle<Chunk>;
  readonly chunk: Chunk;
  /** What the worker had in hand besides and had not started. */
  readonly unstarted: readonly Chunk[];
  /** The items before this offset that have no outcome are to fail; those behind it can run elsewhere. */
  readonly to: number;
  readonly error: unknown;
}

/** What is being timed. */
interface Limited extends Pick<Expiry, 'handle' | 'chunk' | 'to'> {
  readonly limitMs: number;
}

export class TimeLimits {
  readonly #clock = new TaskClock();
  readonly #loadingMs: number;
  /** Workers run several chunks at once: each has a clock of its own, and not each worker. */
  readonly #isConcurrent: boolean;
  readonly #onExpired: (expiry: Expiry) => void;

  /** `loadingMs`: how long a module may take. */
  constructor(loadingMs: number, onExpired: (expiry: Expiry) => void, isConcurrent = false) {
    this.#isConcurrent = isConcurrent;
    this.#loadingMs = loadingMs;
    this.#onExpired = onExpired;
  }

  /** The task at `offset` starts now. */
  startTask(handle: Handle<Chunk>, chunk: Chunk, offset: number): void {
    const { timeoutMs } = chunk.job;
    if (timeoutMs === undefined) return;
    this.#start({ handle, chunk, limitMs: timeoutMs, to: offset + 1 }, () =>
      timeoutFailure(chunk, { offset, limitMs: timeoutMs }),
    );
  }

  /** A module that does not come to an end while it is loaded costs the whole chunk. */
  startLoading(handle: Handle<Chunk>, chunk: Chunk): void {
    const limitMs = this.#loadingMs;
    this.#start({ handle, chunk, limitMs, to: chunk.items.length }, () =>
      loadingFailure(chunk, limitMs),
    );
  }

  /** `chunk` is done, or has come to an end; where several run at once, and only there, it is asked which. */
  stop(workerId: number, chunk?: Chunk): void {
    if (!this.#isConcurrent) this.#clock.stop(workerId);
    else if (chunk !== undefined) this.#clock.stop(chunk.id);
  }

  #start({ handle, chunk, limitMs, to }: Limited, describe: () => unknown): void {
    this.#clock.start(this.#isConcurrent ? chunk.id : handle.id, limitMs, () => {
      const unstarted = handle.endIfRunning((running) => running === chunk);
      if (unstarted === undefined) return; // it has just been done
      this.#onExpired({ handle, chunk, unstarted, to, error: describe() });
    });
  }
}
