/** What a host tells of itself when somebody asks who is there. */
import { ProtocolError } from '../../core/base/errors.ts';
import type { WorkerState } from '../../core/handle/worker-state.ts';

/** One host of a cluster, as `pool.hosts` and `manyhands hosts` show it. */
export interface HostInfo {
  /** Different for each start of a host. */
  readonly id: string;
  /** What it was called when it was started; the machine's name by default. */
  readonly name: string;
  readonly pid: number;
  /** How many chunks it runs at once, and how many it is running now. */
  readonly slots: number;
  readonly busy: number;
  /** Versions of Node and of the wire. */
  readonly node: string;
  readonly wire: number;
  readonly startedAtMs: number;
  readonly workers: readonly HostWorker[];
}

/** One worker of a host, as the host sees it. */
export interface HostWorker {
  readonly id: number;
  readonly pid: number;
  readonly threadId?: number;
  readonly state: WorkerState;
}

export function packCard(card: HostInfo): Uint8Array {
  return Buffer.from(JSON.stringify(card));
}

export function unpackCard(body: Uint8Array): HostInfo {
  const card: unknown = JSON.parse(Buffer.from(body).toString());
  const isCard = typeof card === 'object' && card !== null && 'id' in card && 'slots' in card;
  if (isCard) return card as HostInfo; // signed: a host of ours has written it
  throw new ProtocolError('what a host tells of itself is no description of a host');
}
