/**
 * A pool whose workers are on other machines: the methods of `Pool`, in front of a cluster.
 *
 *    ClusterPool ── calls.ts ──► Job ──► ClusterScheduler ──► engine ┈┈► hosts (host/host.ts)
 */
import { randomBytes } from 'node:crypto';
import { BasePool } from '../base-pool.ts';
import { packChunk, unpackResult } from '../class-transport.ts';
import { ClassRegistry, type InstanceClass } from '../codec/classes/class-registry.ts';
import { type ClusterPoolOptions, resolveClusterOptions } from './options.ts';
import type { HostInfo } from './parcel/host-card.ts';
import { Seal } from './parcel/seal.ts';
import { ClusterScheduler } from './submit/cluster-scheduler.ts';
import type { ClassKeeper } from './submit/inbox.ts';

/** How long the end may take to take away what is left on the server. */
const TIDY_MS = 5000;

/**
 * A pool of workers on any number of machines, with the methods and the rules of `Pool`. It connects by
 * itself; work that is submitted before that, or before a host is there, waits.
 *
 * Differences from `Pool`: a chunk whose host is lost runs again on another (up to `maxDeliveries`
 * times), so tasks should bear being run twice · `workers` is what hosts have, as they last said ·
 * `ready()` settles when it is connected and a host is there · `ended`, `join` and `terminate` settle when
 * the connection is closed; the hosts stay.
 *
 * @example
 * await using pool = new ClusterPool({ server: 'nats://127.0.0.1:4222', pool: 'demo' });
 * const squares = await pool.map((x: number) => x * x, [1, 2, 3]);
 */
export class ClusterPool extends BasePool {
  readonly #scheduler: ClusterScheduler;

  /**
   * @throws OptionError for a bad option, a missing key among them · NotSendableError if the initializer
   *   cannot be sent · PoolStateError where no pool may be made
   */
  constructor(options: ClusterPoolOptions) {
    const resolved = resolveClusterOptions(options);
    const scheduler = new ClusterScheduler({
      connect: resolved.gate.open,
      seal: new Seal(resolved.gate.keyring),
      scope: `s-${randomBytes(12).toString('hex')}`,
      lostMs: resolved.reconnectTimeout,
      overdueMs: resolved.overdue,
      setup: resolved.setup,
      classes: keeperOf(options.classes ?? []),
      tidyMs: TIDY_MS,
    });
    super(scheduler, resolved.name);
    this.#scheduler = scheduler;
  }

  /** The hosts that are there, as they last said. */
  get hosts(): readonly HostInfo[] {
    return this.#scheduler.hosts;
  }
}

function keeperOf(classes: readonly InstanceClass[]): ClassKeeper | undefined {
  if (classes.length === 0) return undefined;
  const registry = new ClassRegistry(classes);
  return {
    pack: (chunk) => packChunk(chunk, registry),
    unpack: (result) => unpackResult(result, registry),
  };
}
