/**
 * The hosts of a cluster's pool as the dashboard shows them, and for a minute those that are there no more.
 *
 * What a host says of itself is signed, but perhaps by another version: of what is not always there nothing is taken for granted.
 */
import type { KnownHost } from '../core/schedule/known-pools.ts';
import type { HostNow } from './messages.ts';
import { shownName } from './shown-text.ts';

const MAX_HOSTS = 256;
const MAX_GONE = 8;
const MAX_LABELS = 16;
const GONE_MS = 60_000;

export class Hosts {
  #present: readonly HostNow[] = [];
  #gone: readonly HostNow[] = [];

  /** By name, those that are gone last. */
  get now(): readonly HostNow[] {
    return [...this.#present, ...this.#gone];
  }

  /** `known`: those that there are, as far as the pool knows. */
  look(known: readonly KnownHost[], nowMs: number): void {
    const ids = new Set(known.map(({ id }) => id));
    const missing = this.#present.filter(({ id }) => !ids.has(id)).map((host) => end(host, nowMs));
    // One that did not answer in time may be back.
    const stillGone = this.#gone.filter(({ id, at }) => !ids.has(id) && nowMs - at < GONE_MS);
    this.#gone = [...missing, ...stillGone].slice(0, MAX_GONE);
    this.#present = [...known]
      .sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id))
      .slice(0, MAX_HOSTS)
      .map(shownHost);
  }
}

function end(host: HostNow, nowMs: number): HostNow {
  return { ...host, state: 'gone', busy: 0, itemsPerSecond: 0, at: nowMs };
}

function shownHost(host: KnownHost): HostNow {
  const { id, name, pid, version, slots, busy, counts, startedAtMs: startedAt, labels } = host;
  return {
    ...{ id, name: shownName(name), pid, version: shownName(version), slots, busy, startedAt },
    labels: shownLabels(labels),
    itemsPerSecond: counts?.itemsPerSecond ?? 0,
    failures: counts?.failures ?? 0,
    ...stateOf(host),
  };
}

function stateOf({ slots, workers, quarantinedUntilMs }: KnownHost): Pick<HostNow, 'state' | 'at'> {
  if (slots > 0) return { state: 'working', at: 0 };
  if (quarantinedUntilMs !== undefined) return { state: 'quarantined', at: quarantinedUntilMs };
  return { state: workers.length === 0 ? 'waiting' : 'leaving', at: 0 };
}

/** `['gpu', 'zone=b']`: a label without a value is its name. */
function shownLabels(labels: KnownHost['labels'] = {}): string[] {
  return Object.entries(labels)
    .slice(0, MAX_LABELS)
    .map(([name, value]) => shownName(value === true ? name : `${name}=${value}`));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
