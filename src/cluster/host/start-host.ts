/** Starts a host: the options, and how it is put together. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { checkFunction, checkNames, refused } from '../../core/base/check.ts';
import { printableLine } from '../../core/base/printable.ts';
import { type PoolSettings, resolvePoolOptions } from '../../core/api/pool-options.ts';
import { CONNECTION_NAMES, type ConnectionOptions, resolveConnection } from '../connect.ts';
import { checkLabels, type Labels } from '../messages/labels.ts';
import { Signer } from '../signing/signer.ts';
import { type ClusterHost, makeHost } from './host.ts';
import { LocalPools } from './local-pools.ts';
import { WaitingHost } from './waiting-host.ts';

/**
 * Options of `Pool` for the host's own workers.
 *
 * @example
 * const workers: HostWorkerOptions = { workers: 4, execArgv: ['--max-old-space-size=512'] };
 * await using host = await startHost({ server: 'nats://127.0.0.1:4222', pool: 'demo', ...workers });
 */
export type HostWorkerOptions = Pick<
  PoolSettings,
  | 'workers'
  | 'transport'
  | 'killGrace'
  | 'startTimeout'
  | 'idleTimeout'
  | 'env'
  | 'execArgv'
  | 'resourceLimits'
>;

const WORKER_NAMES = [
  'workers',
  'transport',
  'killGrace',
  'startTimeout',
  'idleTimeout',
  'env',
  'execArgv',
  'resourceLimits',
] as const satisfies readonly (keyof HostWorkerOptions)[];

/**
 * What `startHost(options)` takes; `workers` is how many chunks it runs at once.
 *
 * @example
 * const options: StartHostOptions = { server: 'nats://127.0.0.1:4222', pool: 'demo', workers: 4, name: 'left' };
 * await using host = await startHost(options);
 */
export interface StartHostOptions extends ConnectionOptions, HostWorkerOptions {
  /** How it is called in `pool.hosts` and in the stacks of errors. Default: the machine's name. */
  readonly name?: string | undefined;
  /**
   * What it has that others do not: calls may ask for it, as in `{ on: { gpu: true, zone: 'eu' } }`. Default: nothing.
   */
  readonly labels?: Labels | undefined;
  /** Called with each line that an operator should read. Default: Node's warnings. */
  readonly log?: ((line: string) => void) | undefined;
}

/**
 * Makes this program a host: it takes chunks of the pool from the server and runs them in its own workers.
 * Settles when its workers are ready and submitters can see it. It keeps the program alive until it is
 * stopped.
 *
 * @throws OptionError for a bad option · EngineError if the server cannot be reached · CrashLoopError if
 *   its workers do not start
 * @example
 * await using host = await startHost({ server: 'nats://127.0.0.1:4222', pool: 'demo', workers: 4 });
 * await host.ended();
 */
export async function startHost(given: StartHostOptions): Promise<ClusterHost> {
  const names = [...CONNECTION_NAMES, ...WORKER_NAMES, 'name', 'labels', 'log'];
  const options = checkNames('options', given, names);
  const connection = resolveConnection(options, 'host');
  const { name = hostname(), log = warn } = options;
  const labels = checkLabels('labels', options.labels === undefined ? {} : options.labels);
  if (typeof name !== 'string' || !NAME.test(name) || printableLine(name) !== name) {
    throw refused('name', name, 'must be 1 to 100 characters, none of which a terminal obeys');
  }
  checkFunction('log', log);
  const own = Object.fromEntries(WORKER_NAMES.map((key) => [key, options[key]]));
  const local = resolvePoolOptions({ ...own, name: 'manyhands-host' });
  const pools = new LocalPools(local);
  const id = `h-${randomBytes(12).toString('hex')}`;
  const signer = new Signer(connection.keyring, connection.pool);
  const waiting = new WaitingHost({ id, name, labels, signer, log, pool: connection.pool });
  const opening = connection.open(waiting);
  try {
    // A host that cannot do anything is not to be seen.
    const [engine] = await Promise.all([opening, pools.ready()]);
    const host = makeHost({ id, name, labels, slots: local.workers, engine, signer, pools, log });
    await host.begin();
    return host;
  } catch (error) {
    waiting.giveUp();
    const closing = opening.then(async (engine) => await engine[Symbol.asyncDispose]());
    await Promise.allSettled([pools[Symbol.asyncDispose](), closing]);
    throw error;
  } finally {
    waiting[Symbol.dispose]();
  }
}

const NAME = /^.{1,100}$/s;

function warn(line: string): void {
  process.emitWarning(line, 'ClusterWarning');
}
