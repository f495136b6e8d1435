/** What a crew has to know to start its workers, to replace them and to end them. */
import type { ProcessInfo } from '../base/current-process.ts';
import type { ChannelOptions, Transport } from '../transport/transport.ts';
import type { StartMessage } from '../wire/messages.ts';
import type { HandleOptions } from './handle.ts';

export interface CrewOptions {
  readonly transport: Transport;
  readonly workers: number;
  readonly name: string;
  /** How events name the pool. Default: its name. */
  readonly label?: string;
  readonly channel: Pick<ChannelOptions, 'env' | 'execArgv' | 'resourceLimits'>;
  readonly start: Omit<StartMessage, 'workerId' | 'identity'>;
  /** Who starts the workers; absent if they are no processes or threads of their own. */
  readonly parent?: ProcessInfo;
  /** Functions may bring constants that are made again in the worker. Default: true. */
  readonly remakeConstants?: boolean;
  readonly maxTasksPerChild: number;
  readonly maxMemoryPerChild: number;
  readonly idleTimeoutMs: number | undefined;
  readonly killGraceMs: number;
  readonly startTimeoutMs: number;
  /** How many times in a row a worker whose initializer has failed is started again. */
  readonly startRetries: number;
  /** How many workers may be starting at once: more would only slow each other down. */
  readonly startsAtOnce: number;
}

/** What the next worker is started with; `title`: what it is called. */
export function handleOptions(
  options: CrewOptions,
  workerId: number,
  title: string = `${options.name}-${workerId}`,
): HandleOptions {
  const identity = options.parent && { name: title, parent: options.parent };
  return {
    transport: options.transport,
    pool: options.label ?? options.name,
    channel: { ...options.channel, workerId, title },
    start: { ...options.start, workerId, identity },
    maxChunks: options.maxTasksPerChild,
    killGraceMs: options.killGraceMs,
  };
}
