/** What a crew has to know to start its workers, to replace them and to end them. */
import type { ProcessInfo } from '../base/current-process.ts';
import type { ChannelOptions, Started, Transport } from '../transport/transport.ts';
import type { SetUpCall, StartMessage } from '../wire/messages.ts';
import type { HandleOptions } from './handle-options.ts';

export interface CrewOptions {
  readonly transport: Transport;
  /** How many at most. */
  readonly workers: number;
  /** How many at least, of a crew that grows when work waits. Default: there always are as many as `workers` says. */
  readonly minWorkers?: number | undefined;
  readonly name: string;
  /** How events name the pool. Default: its name. */
  readonly label?: string;
  readonly channel: ForEachChannel;
  /** Workers that are started already, the first one first: whoever opens a channel takes the next one out. */
  readonly started?: Started[];
  /** Called with what workers print, in place of printing it. */
  readonly onOutput?: ((chunk: Buffer, from: PrintedBy) => void) | undefined;
  readonly start: Omit<StartMessage, keyof WorkerPlace | 'identity'>;
  /** Who starts the workers; absent if they are no processes or threads of their own. */
  readonly parent?: ProcessInfo;
  /** Functions may bring constants that are made again in the worker. Default: true. */
  readonly remakeConstants?: boolean;
  readonly maxTasksPerChild: number;
  readonly maxMemoryPerChild: number;
  readonly idleTimeoutMs: number | undefined;
  readonly killGraceMs: number;
  /** How long a task may take to stop that was asked to, unless its call says otherwise. Default: 0, it is not asked. */
  readonly abortGraceMs?: number;
  /** Arguments as they are sent to the workers of this pool, where they are not sent with a chunk. */
  readonly encodeArguments?: (args: readonly unknown[]) => readonly unknown[];
  readonly startTimeoutMs: number;
  /** How many times in a row a worker whose initializer has failed is started again. */
  readonly startRetries: number;
  /** How many workers may be starting at once: more would only slow each other down. */
  readonly startsAtOnce: number;
  /** How many workers the crew starts with; the others are started a turn later. Default: as many as `startsAtOnce` says. */
  readonly startsFirst?: number;
}

/** What the channels of all its workers have in common. */
export type ForEachChannel = Pick<ChannelOptions, 'env' | 'execArgv' | 'resourceLimits'>;

/** What lists of processes call a worker, unless it is told otherwise. */
export function titleOf(pool: string, workerId: number): string {
  return `${pool}-${workerId}`;
}

/** Who has printed, and where. */
export interface PrintedBy {
  readonly stream: 'stdout' | 'stderr';
  readonly worker: number;
}

/** Which worker it is, and the number of its place. */
export type WorkerPlace = Pick<StartMessage, 'workerId' | 'slot'>;

/** What only some workers are started with. */
export interface StartExtras {
  /** What it is called. Default: the pool's name and its id. */
  readonly title?: string;
  /** What was broadcast before, and is to be run in it. */
  readonly replays?: readonly SetUpCall[];
}

/** What the next worker is started with. */
export function handleOptions(
  options: CrewOptions,
  place: WorkerPlace,
  { title = titleOf(options.name, place.workerId), replays = [] }: StartExtras = {},
): HandleOptions {
  const { workerId } = place;
  const { onOutput, parent } = options;
  const more = replays.length === 0 ? {} : { replays };
  const printing: Pick<ChannelOptions, 'onOutput'> =
    onOutput === undefined
      ? {}
      : { onOutput: (chunk, stream) => onOutput(chunk, { stream, worker: workerId }) };
  const identity = parent && { name: title, parent };
  return {
    transport: options.transport,
    pool: options.label ?? options.name,
    channel: {
      ...options.channel,
      ...printing,
      started: options.started?.shift(),
      workerId,
      title,
    },
    start: { ...options.start, ...more, ...place, identity },
    maxChunks: options.maxTasksPerChild,
    killGraceMs: options.killGraceMs,
  };
}
