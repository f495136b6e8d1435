/** The options of a `ClusterPool`: those of `Pool` that hosts can honour, and how to reach them. */
import { checkMs, checkNames } from '../core/base/check.ts';
import { crewOptions } from '../core/api/crew-options.ts';
import {
  type AnyArguments,
  type PoolSettings,
  resolvePoolOptions,
  type WorkerInit,
} from '../core/api/pool-options.ts';
import {
  CONNECTION_NAMES,
  type ConnectionOptions,
  type ResolvedConnection,
  resolveConnection,
} from './connect.ts';
import type { Setup } from './messages/recipe.ts';

/**
 * Options of `Pool` that have a meaning for workers on other machines.
 *
 * @example
 * const workers: ClusterWorkerOptions = { maxTasksPerChild: 100, env: { LEVEL: 'quiet' } };
 * await using cluster = new ClusterPool({ server: 'nats://127.0.0.1:4222', pool: 'demo', ...workers });
 */
export type ClusterWorkerOptions = Pick<
  PoolSettings,
  | 'classes'
  | 'maxTasksPerChild'
  | 'maxMemoryPerChild'
  | 'killGrace'
  | 'startTimeout'
  | 'env'
  | 'execArgv'
  | 'resourceLimits'
  | 'name'
>;

/**
 * What `new ClusterPool(options)` takes. All times are milliseconds. How many workers there are is the
 * hosts' business (`startHost`, `manyhands worker --workers`).
 *
 * @example
 * const options: ClusterPoolOptions = { server: 'nats://127.0.0.1:4222', pool: 'demo', startTimeout: 10_000 };
 * await using pool = new ClusterPool(options);
 */
export type ClusterPoolOptions<A extends readonly unknown[] = AnyArguments> = ClusterPoolSettings &
  WorkerInit<A>;

/**
 * The options of a `ClusterPool` besides its initializer.
 *
 * @example
 * const settings: ClusterPoolSettings = { server: 'nats://127.0.0.1:4222', pool: 'demo', overdue: 60_000 };
 * await using pool = new ClusterPool(settings);
 */
export interface ClusterPoolSettings extends ConnectionOptions, ClusterWorkerOptions {
  /**
   * How long the connection may be lost before the work that waits for it fails. Default: 120,000. Until
   * then it is made again, and nothing is lost.
   */
  readonly reconnectTimeout?: number | undefined;
  /**
   * How long a chunk may be without a result before it is looked for in the queue, and sent again if the
   * server has lost it. Default: 30,000.
   */
  readonly overdue?: number | undefined;
}

const WORKER_NAMES = [
  'initializer',
  'initArgs',
  'classes',
  'maxTasksPerChild',
  'maxMemoryPerChild',
  'killGrace',
  'startTimeout',
  'env',
  'execArgv',
  'resourceLimits',
  'name',
] as const satisfies readonly (keyof ClusterWorkerOptions | keyof WorkerInit)[];

export interface ResolvedClusterOptions {
  readonly connection: ResolvedConnection;
  readonly name: string;
  readonly reconnectTimeout: number;
  readonly overdue: number;
  readonly setup: Setup | undefined;
}

/** @throws OptionError · NotSendableError if the initializer or a class cannot be sent */
export function resolveClusterOptions(given: ClusterPoolOptions): ResolvedClusterOptions {
  const names = [...CONNECTION_NAMES, ...WORKER_NAMES, 'reconnectTimeout', 'overdue'];
  const options = checkNames('options', given, names);
  return {
    connection: resolveConnection(options, 'submitter'),
    name: options.name ?? 'manyhands',
    reconnectTimeout: checkMs('reconnectTimeout', options.reconnectTimeout ?? 120_000),
    overdue: checkMs('overdue', options.overdue ?? 30_000),
    setup: setupOf(options),
  };
}

/** `undefined` if the hosts' own workers will do. */
function setupOf(options: ClusterPoolOptions): Setup | undefined {
  const given = Object.fromEntries(WORKER_NAMES.map((name) => [name, options[name]]));
  const resolved = resolvePoolOptions({ ...given, workers: 1, transport: 'process' });
  const { start } = crewOptions(resolved); // checked even where it is not needed: where pools may be made
  const special = WORKER_NAMES.some((name) => name !== 'name' && options[name] !== undefined);
  if (!special) return undefined;
  const { maxTasksPerChild, maxMemoryPerChild, killGrace, startTimeout, env } = resolved;
  const { execArgv, resourceLimits } = resolved;
  return {
    initializer: start.initializer,
    classes: start.classes,
    maxTasksPerChild,
    maxMemoryPerChild,
    killGrace,
    startTimeout,
    env,
    execArgv,
    resourceLimits,
  };
}
