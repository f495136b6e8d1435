/** What a host says of itself when somebody asks who is there. */
import { ProtocolError } from '../../core/base/errors.ts';
import type { Labels } from './labels.ts';
import type { WorkerState } from '../../core/handle/worker-state.ts';

/**
 * One host of a cluster, as `pool.hosts` and `manyhands hosts` show it.
 *
 * @example
 * const isFree = ({ slots, busy }: HostInfo) => busy < slots;
 * console.log(pool.hosts.filter(isFree).map(({ name }) => name));
 */
export interface HostInfo {
  /** Different for each start of a host. */
  readonly id: string;
  /** What it was called when it was started; the machine's name by default. */
  readonly name: string;
  readonly pid: number;
  /** How many chunks it runs at once, and how many it is running now. */
  readonly slots: number;
  readonly busy: number;
  /** Versions of Node, of manyhands, and of its wire: programs of one wire work together. */
  readonly node: string;
  readonly version: string;
  readonly wire: number;
  readonly startedAtMs: number;
  readonly workers: readonly HostWorker[];
  /** What it was given with `--label`; calls may ask for it (`on`). Absent: nothing. */
  readonly labels?: Labels;
  readonly counts?: HostCounts;
  /** It takes nothing until then, because of such failures; `slots` is 0. */
  readonly quarantinedUntilMs?: number;
  /** It takes nothing, because it refuses what it is given: another key, or another clock; `slots` is 0. */
  readonly refuses?: true;
}

/**
 * What a host has done since it was started.
 *
 * @example
 * const failuresOf = (counts: HostCounts | undefined) => counts?.failures ?? 0;
 * for (const { name, counts } of pool.hosts) console.log(name, failuresOf(counts));
 */
export interface HostCounts {
  readonly chunks: number;
  readonly items: number;
  /** Over the last minute. */
  readonly itemsPerSecond: number;
  /** Chunks that could not be run there at all: something is missing, or an initializer fails. */
  readonly failures: number;
}

/**
 * One worker of a host, as the host sees it.
 *
 * @example
 * const isBusy = ({ state }: HostWorker) => state === 'busy';
 * console.log(pool.hosts.map(({ workers }) => workers.filter(isBusy).length));
 */
export interface HostWorker {
  readonly id: number;
  readonly pid: number;
  readonly threadId?: number;
  readonly state: WorkerState;
}

/** Why a host takes nothing, though it is there; `''`: it does. */
export function whyIdle({
  slots,
  workers,
  refuses,
  quarantinedUntilMs: untilMs,
}: HostInfo): string {
  if (slots > 0) return '';
  if (refuses === true) return 'refuses what it is given';
  if (untilMs !== undefined) return `in quarantine until ${new Date(untilMs).toISOString()}`;
  return workers.length === 0 ? 'waits for its pool' : 'leaves';
}

export function encodeHostInfo(info: HostInfo): Uint8Array {
  return Buffer.from(JSON.stringify(info));
}

export function decodeHostInfo(body: Uint8Array): HostInfo {
  const info = parse(body);
  if (typeof info === 'object' && info !== null && hasFields(info)) return info as HostInfo; // it has them all
  throw new ProtocolError('what a host says of itself is no description of a host');
}

const TEXTS = ['id', 'name', 'node', 'version'];
const NUMBERS = ['pid', 'slots', 'busy', 'wire', 'startedAtMs'];

/** Signed, but perhaps by a host of another version. */
function hasFields(info: object): boolean {
  const isOf = (type: string) => (name: string) => typeof Reflect.get(info, name) === type;
  const labels: unknown = Reflect.get(info, 'labels') ?? {};
  return (
    TEXTS.every(isOf('string')) &&
    NUMBERS.every(isOf('number')) &&
    typeof labels === 'object' &&
    Array.isArray(Reflect.get(info, 'workers'))
  );
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}
