/** What a crew has to know to start its workers, to replace them and to end them. */
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
  readonly start: Omit<StartMessage, 'workerId'>;
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

/** What the next worker is started with. */
export function handleOptions(options: CrewOptions, workerId: number): HandleOptions {
  return {
    transport: options.transport,
    pool: options.label ?? options.name,
    channel: { ...options.channel, workerId, title: `${options.name}-${workerId}` },
    start: { ...options.start, workerId },
    maxChunks: options.maxTasksPerChild,
    killGraceMs: options.killGraceMs,
  };
}
