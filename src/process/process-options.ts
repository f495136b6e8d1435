/** The options of a process or thread that is started by itself. */
import { checkNames } from '../core/base/check.ts';
import {
  type CheckedPoolOptions,
  type PoolSettings,
  resolvePoolOptions,
} from '../core/api/pool-options.ts';

/** Those options of a pool that are about one worker. */
export const OF_ONE_WORKER = [
  'classes',
  'remakeConstants',
  'killGrace',
  'startTimeout',
  'env',
  'execArgv',
  'resourceLimits',
] as const;

const NAMES = [...OF_ONE_WORKER, 'name'] as const satisfies readonly (keyof ProcessOptions)[];

/**
 * What `new Process(fn, args, options)` takes: those options of a pool that are about one worker.
 *
 * @example
 * const options: ProcessOptions = { name: 'indexer', env: { LEVEL: 'quiet' } };
 * await new Process(() => 1, [], options).result();
 */
export interface ProcessOptions
  extends Pick<
    PoolSettings,
    | 'classes'
    | 'remakeConstants'
    | 'killGrace'
    | 'startTimeout'
    | 'env'
    | 'execArgv'
    | 'resourceLimits'
  > {
  /** What lists of processes and debuggers call it. Default: `Process-1`, `Thread-1`, … */
  readonly name?: string | undefined;
}

export type ResolvedProcessOptions = CheckedPoolOptions;

/** How many were started without a name, by what they are called. */
const started = new Map<string, number>();

/** A name that no other of the program has: `Process-2`. */
export function numbered(name: string): string {
  const number = (started.get(name) ?? 0) + 1;
  started.set(name, number);
  return `${name}-${number}`;
}

/** @throws OptionError */
export function resolveProcessOptions(
  given: ProcessOptions,
  transport: 'process' | 'thread',
): ResolvedProcessOptions {
  const options = checkNames('options', given, NAMES);
  const name = options.name ?? numbered(transport === 'thread' ? 'Thread' : 'Process');
  return resolvePoolOptions({ ...options, name, workers: 1, transport });
}
