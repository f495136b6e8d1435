/**
 * A pool whose workers are on other machines: the methods of `Pool`, in front of a cluster.
 *
 *    ClusterPool ── api/calls.ts ──► Job ──► ClusterScheduler ──► engine ┈┈► hosts (host/host.ts)
 */
import { randomBytes } from 'node:crypto';
import { checkIterable } from '../core/items/read-items.ts';
import { checkFunction, checkInteger, checkMs, checkNames } from '../core/base/check.ts';
import { OptionError, PoolStateError } from '../core/base/errors.ts';
import { refusingServed } from '../core/base/served.ts';
import type { AnyPool } from '../core/api/any-pool.ts';
import { BasePool } from '../core/api/base-pool.ts';
import type { AnyArguments } from '../core/api/pool-options.ts';
import { encodeFunction } from '../core/codec/function/encode-function.ts';
import { defaultChunkSize } from '../core/job/chunk-size.ts';
import type { Items } from '../core/items/open-iterator.ts';
import { CONNECTION_NAMES, type ConnectionOptions, resolveConnection } from './connect.ts';
import { cancelJob } from './detached/cancel-job.ts';
import { detachedResults, type DetachedResults } from './detached/detached-results.ts';
import { type SubmitOptions, submitDetached } from './detached/submit.ts';
import { checkToken } from './engine/names.ts';
import { type ClusterPoolOptions, resolveClusterOptions } from './options.ts';
import { type ClassCodec, classCodecOf } from './messages/class-codec.ts';
import { FAR_AWAY } from './messages/bodies.ts';
import type { HostInfo } from './messages/host-info.ts';
import { placementOf } from './messages/labels.ts';
import type { Setup } from './messages/recipe.ts';
import { Signer } from './signing/signer.ts';
import { ClusterScheduler } from './submit/cluster-scheduler.ts';

/** How long the end may take to take away what is left on the server. */
const TIDY_MS = 5000;

/**
 * A pool of workers on any number of machines, with the methods and the rules of `Pool`. It connects by
 * itself; work that is submitted before that, or before a host is there, waits.
 *
 * Differences from `Pool`: a chunk whose host is lost runs again on another (up to `maxDeliveries`
 * times), so tasks should bear being run twice · `workers` is what hosts have, as they last said ·
 * `ready()` settles when it is connected and a host is there · `join` and `terminate` settle when
 * the connection is closed; the hosts stay.
 *
 * @example
 * await using pool = new ClusterPool({ server: 'nats://127.0.0.1:4222', pool: 'demo' });
 * const squares = await pool.map((x: number) => x * x, [1, 2, 3]);
 */
export interface ClusterPool extends AnyPool {
  /** The hosts that are there, as they last said. */
  readonly hosts: readonly HostInfo[];

  /**
   * Submits `fn(item)` for each item as a job of its own, which goes on whether this program does or not.
   * Settles with the job's id when the whole of it is safe on the server; the first host must be there by
   * then. Its results are kept for a week, or until `attach` has read them. Not in CPython.
   *
   * @throws what is wrong with the call, as `map` does · NotSendableError · EngineError
   * @example
   * const id = await pool.submit((x: number) => x * x, [1, 2, 3]);
   */
  submit<T, R>(fn: (item: T) => R, items: Items<T>, options?: SubmitOptions): Promise<string>;

  /**
   * Cancels a job by its id, whoever has submitted it: what is queued is dropped in one call, what runs is
   * ended, and its results are forgotten. A program that waits for it gets a JobCancelledError.
   *
   * @throws PoolStateError · OptionError if `id` is no id · EngineError
   * @example
   * const id = await pool.submit((x: number) => x * x, [1, 2, 3]);
   * await pool.cancel(id);
   */
  cancel(id: string): Promise<void>;
}

/**
 * How a `ClusterPool` is made, and what can be done without one.
 *
 * @example
 * const open = (make: ClusterPoolConstructor) => new make({ server: 'nats://127.0.0.1:4222', pool: 'demo' });
 * await using cluster = open(ClusterPool);
 * console.log(await cluster.map(Math.sqrt, [4, 9])); // [ 2, 3 ]
 */
export interface ClusterPoolConstructor {
  /**
   * Begins to connect.
   *
   * @param options `initArgs` have to fit `initializer`
   * @throws OptionError for a bad option, a missing key among them · NotSendableError if the initializer
   *   cannot be sent · PoolStateError where no pool may be made
   */
  new <A extends readonly unknown[] = AnyArguments>(options: ClusterPoolOptions<A>): ClusterPool;
  readonly prototype: ClusterPool;

  /**
   * The results of a job that was submitted with `submit`, by any program with the same server, pool and
   * key: those that are there, then those that come, in the order of the items. When all have been read the
   * server forgets the job, unless `keep` says otherwise; who leaves early can attach again.
   *
   * @throws OptionError for a bad option
   * @example
   * const server = 'nats://127.0.0.1:4222';
   * for await (const square of ClusterPool.attach<number>('j-1', { server })) console.log(square);
   */
  attach<T = unknown>(id: string, options: AttachOptions): DetachedResults<T>;
}

const NO_DROPPING =
  'close takes no options here: what has been sent to a cluster is in the hands of its hosts; cancel the calls';

/** See the interface `ClusterPool`. */
export const ClusterPool: ClusterPoolConstructor = class extends BasePool {
  readonly #scheduler: ClusterScheduler;
  readonly #setup: Setup | undefined;
  readonly #classes: ClassCodec | undefined;

  constructor(options: ClusterPoolOptions) {
    const resolved = resolveClusterOptions(options);
    const classes = classCodecOf(options.classes ?? []);
    const scheduler = new ClusterScheduler({
      name: resolved.name,
      connect: resolved.connection.open,
      signer: new Signer(resolved.connection.keyring, resolved.connection.pool),
      poolName: resolved.connection.pool,
      namespace: `s-${randomBytes(12).toString('hex')}`,
      lostMs: resolved.reconnectTimeout,
      overdueMs: resolved.overdue,
      setup: resolved.setup,
      classes,
      tidyMs: TIDY_MS,
    });
    super(scheduler, resolved.name);
    this.#scheduler = scheduler;
    this.#setup = resolved.setup;
    this.#classes = classes;
  }

  get hosts(): readonly HostInfo[] {
    return this.#scheduler.hosts;
  }

  override close(options?: unknown): void {
    if (options !== undefined) throw new OptionError(NO_DROPPING);
    super.close();
  }

  async submit<T, R>(
    fn: (item: T) => R,
    items: Items<T>,
    options: SubmitOptions = {},
  ): Promise<string> {
    if (this.state !== 'running') throw new PoolStateError('Pool not running');
    checkFunction('the function', fn);
    checkIterable('items', items);
    const own = checkNames('options', options, ['chunkSize', 'timeout', 'retries', 'on']);
    const { chunkSize, timeout, retries = 0, on } = own;
    const placement = on === undefined ? '' : placementOf(on);
    if (chunkSize !== undefined) checkInteger('chunkSize', chunkSize, 1);
    if (timeout !== undefined) checkMs('timeout', timeout);
    checkInteger('retries', retries, 0);
    const payload = refusingServed(FAR_AWAY, encodeFunction, fn, {
      allowShared: false,
      byHash: true,
    });
    const given = await readAll(items);
    const connection = await this.#scheduler.opened();
    return await submitDetached(connection, {
      fn: payload,
      items: given,
      chunkSize: chunkSize ?? defaultChunkSize(given.length, this.#scheduler.slots),
      timeoutMs: timeout,
      retries,
      placement,
      setup: this.#setup,
      classes: this.#classes,
    });
  }

  async cancel(id: string): Promise<void> {
    if (this.state !== 'running') throw new PoolStateError('Pool not running');
    const job = checkToken('id', id);
    await cancelJob(await this.#scheduler.opened(), job);
  }

  static attach<T = unknown>(id: string, options: AttachOptions): DetachedResults<T> {
    const own = checkNames('options', options, [...CONNECTION_NAMES, 'keep']);
    const { keep = false } = own;
    const { keyring, pool, open } = resolveConnection(own, 'submitter');
    const signer = new Signer(keyring, pool);
    return detachedResults<T>({ job: checkToken('id', id), open, signer, keep });
  }
};

/**
 * What `ClusterPool.attach` takes.
 *
 * @example
 * const options: AttachOptions = { server: 'nats://127.0.0.1:4222', pool: 'demo', keep: true };
 * const squares = ClusterPool.attach<number>('j-1', options);
 */
export interface AttachOptions extends ConnectionOptions {
  /** Whether the results stay on the server when all have been read. Default: false. */
  readonly keep?: boolean | undefined;
}

async function readAll<T>(items: Items<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
