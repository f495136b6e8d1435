/**
 * The pools of this program, for whoever looks at all of them: what `pool.stats()` does not tell.
 *
 *    Scheduler, ClusterScheduler ── enlist ──► known pools ──► the dashboard
 *
 * Nothing is held here: a pool that nobody else holds is gone from the list.
 */
import type { Histogram } from '../base/histogram.ts';
import { type Backend, labelPool } from './backend.ts';

/** How long all items have run and have waited since the pool counts. */
export interface Times {
  readonly run: Histogram;
  readonly wait: Histogram;
}

/** One of them; of a cluster, the backend knows its hosts. */
export interface KnownPool {
  readonly backend: Backend & { readonly hosts?: readonly KnownHost[] };
  readonly ledger: { readonly times: Times };
}

/** A host of a cluster, as it describes itself. */
export interface KnownHost {
  readonly id: string;
  readonly name: string;
  readonly pid: number;
  readonly version: string;
  readonly slots: number;
  readonly busy: number;
  readonly startedAtMs: number;
  readonly workers: readonly unknown[];
  readonly counts?: { readonly itemsPerSecond: number; readonly failures: number };
  readonly quarantinedUntilMs?: number;
  readonly labels?: Readonly<Record<string, string | true>>;
}

const POOLS = new Set<WeakRef<KnownPool['backend']>>();
const LEDGERS = new WeakMap<KnownPool['backend'], KnownPool['ledger']>();

/** Returns how events name the pool (`labelPool`). */
export function enlistPool(
  name: string,
  backend: KnownPool['backend'],
  ledger: KnownPool['ledger'],
): string {
  for (const ref of POOLS) if (ref.deref() === undefined) POOLS.delete(ref);
  POOLS.add(new WeakRef(backend));
  LEDGERS.set(backend, ledger);
  return labelPool(name);
}

/** Those that somebody still holds, in the order in which they were made; some may have ended. */
export function* knownPools(): Generator<KnownPool> {
  for (const ref of POOLS) {
    const backend = ref.deref();
    const ledger = backend && LEDGERS.get(backend);
    if (backend !== undefined && ledger !== undefined) yield { backend, ledger };
  }
}
