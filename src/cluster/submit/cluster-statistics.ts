/**
 * What a `ClusterPool` knows of its work. Of the hosts' workers it knows what hosts say of themselves; their memory,
 * bytes and running times are the hosts' affair, and 0 here.
 */
import type { Chunk } from '../../core/job/chunk.ts';
import type { ItemCounts } from '../../core/job/item-counts.ts';
import type { WorkerView } from '../../core/schedule/backend.ts';
import { Ledger, type WatchedWorker } from '../../core/schedule/ledger.ts';
import type { Times } from '../../core/schedule/known-pools.ts';
import type { PoolStats } from '../../core/schedule/pool-stats.ts';
import { countOutcomes } from '../../core/wire/codec.ts';
import type { ChunkResult } from '../../core/wire/messages.ts';

export class ClusterStatistics {
  readonly #ledger = new Ledger(performance.now());

  get counts(): ItemCounts {
    return this.#ledger.counts;
  }

  get times(): Times {
    return this.#ledger.times;
  }

  /** `waitMs` is what is left of the time since the call, the way to the host and back included. */
  onResult(chunk: Chunk, result: ChunkResult): void {
    const items = countOutcomes(result);
    if (items === 0) return;
    const waitMs = Math.max(0, performance.now() - result.runMs - chunk.since.ms);
    const { first: index, spec } = chunk;
    this.#ledger.add({ items, runMs: result.runMs, waitMs, index, worker: 0, fn: spec.fn.name });
  }

  read(workers: readonly WorkerView[]): PoolStats {
    return this.#ledger.read(workers.map(watched), 0, performance.now());
  }

  reset(): void {
    this.#ledger.reset([], 0, performance.now());
  }
}

function watched({ id, pid, state }: WorkerView): WatchedWorker {
  return {
    id,
    pid,
    state,
    inHand: { size: state === 'busy' ? 1 : 0 },
    frontSinceMs: Number.POSITIVE_INFINITY,
    openedAtMs: 0,
    readyAtMs: undefined,
    traffic: { sent: 0, received: 0 },
    readMemory: () => 0,
  };
}
