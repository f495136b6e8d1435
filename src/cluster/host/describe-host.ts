/** What a host says of itself. */
import { WIRE_VERSION } from '../../core/wire/messages.ts';
import type { HostInfo } from '../messages/host-info.ts';
import { hasLabels, type Labels } from '../messages/labels.ts';
import { RELEASE } from '../signing/release.ts';
import type { Quarantine } from './quarantine.ts';
import type { RefusalBreaker } from './refusal-breaker.ts';
import type { WorkCounts } from './work-counts.ts';

/** What stays the same as long as it lives. */
export interface HostNature {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly slots: number;
  readonly pools: { readonly workers: HostInfo['workers'] };
}

/** A host as it is now. */
export interface HostNow {
  /** It has not begun to leave. */
  readonly isThere: boolean;
  readonly intake: {
    readonly quarantine: Pick<Quarantine, 'untilMs' | 'failures'>;
    readonly breaker: Pick<RefusalBreaker, 'isOpen'>;
  };
  readonly counts: Pick<WorkCounts, 'chunks' | 'items' | 'perSecond'>;
  readonly busy: number;
  readonly startedAtMs: number;
}

/** One that leaves, is in quarantine or refuses what it is given has no slots. */
export function describeHost(
  { id, name, labels, slots, pools }: HostNature,
  { isThere, intake, counts, busy, startedAtMs }: HostNow,
): HostInfo {
  const { quarantine, breaker } = intake;
  const { untilMs, failures } = quarantine;
  const { chunks, items, perSecond } = counts;
  return {
    ...{ id, name, pid: process.pid, busy, startedAtMs },
    slots: isThere && untilMs === undefined && !breaker.isOpen ? slots : 0,
    node: process.versions.node,
    version: RELEASE,
    wire: WIRE_VERSION,
    workers: pools.workers,
    ...(hasLabels(labels) ? { labels } : {}),
    counts: { chunks, items, itemsPerSecond: perSecond, failures },
    ...(isThere && untilMs !== undefined ? { quarantinedUntilMs: untilMs } : {}),
    ...(isThere && breaker.isOpen ? { refuses: true as const } : {}),
  };
}
