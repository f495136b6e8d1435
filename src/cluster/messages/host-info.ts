/** What a host says of itself when somebody asks who is there. */
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

export function encodeHostInfo(info: HostInfo): Uint8Array {
  return Buffer.from(JSON.stringify(info));
}

export function decodeHostInfo(body: Uint8Array): HostInfo {
  const info: unknown = JSON.parse(Buffer.from(body).toString());
  const isInfo = typeof info === 'object' && info !== null && 'id' in info && 'slots' in info;
  if (isInfo) return info as HostInfo; // signed: a host of ours has written it
  throw new ProtocolError('what a host says of itself is no description of a host');
}
