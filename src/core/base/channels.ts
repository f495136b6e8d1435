/**
 * What pools tell whoever listens, through `node:diagnostics_channel`: public API, names and fields included
 * (docs/observing.md).
 *
 *    tracing:manyhands:call:*   start · end · asyncStart · asyncEnd · error    a call, one `CallEvent` for all five
 *    manyhands:chunk            `ChunkEvent`                                   a worker has had a chunk
 *    manyhands:worker           `WorkerEvent`                                  a worker starts, is ready, has ended
 *    manyhands:failure          `FailureEvent`                                 items have failed
 *
 * While nobody listens they cost a look at a flag (`hasSubscribers`) and nothing else: no event is made. What a
 * listener throws goes to the program's 'uncaughtException', as from every such channel, and never into a pool.
 */
import {
  channel,
  type Channel as NodeChannel,
  tracingChannel,
  type TracingChannel,
} from 'node:diagnostics_channel';

/**
 * A call of a pool's method: the message of `tracing:manyhands:call:*`, the same object for all events of one call.
 * `start` and `end` are published around the call itself, `asyncStart` and `asyncEnd` when it is over, and `error`
 * before that if it has failed.
 *
 * @example
 * subscribe('tracing:manyhands:call:asyncEnd', (event) => console.log((event as CallEvent).fn));
 */
export interface CallEvent {
  /** The name of the pool and its number, `name#n`: different for each pool of the program. */
  readonly pool: string;
  /** Different for each call of the program. */
  readonly callId: number;
  /** `'map'`, `'imap'` … */
  readonly method: string;
  /** The name of the function; `''` if it has none. */
  readonly fn: string;
  /** How many items there are, as far as that is known: for a source of unknown length, at the end. */
  items?: number;
  /**
   * For listeners to `start`: what is put here goes with the call to its workers, where `manyhands/otel` takes it up.
   * As `propagation.inject` of OpenTelemetry fills it.
   */
  carrier?: Record<string, string>;
  /** Why the call has failed, if it has. */
  error?: unknown;
}

/**
 * `'lost'`: the worker ended; the chunk may run again, as the next `attempt`.
 *
 * @example
 * const seen = new Set<ChunkOutcome>();
 * subscribe('manyhands:chunk', (event) => seen.add((event as ChunkEvent).outcome));
 * await pool.map(Math.sqrt, [4]);
 * console.log(seen.has('ok')); // true
 */
export type ChunkOutcome = 'ok' | 'failed' | 'lost' | 'timedOut' | 'cancelled';

/**
 * A worker has had a chunk, or a part of one: the message of `manyhands:chunk`. What was never started has none.
 *
 * @example
 * subscribe('manyhands:chunk', (event) => console.log((event as ChunkEvent).runMs));
 */
export interface ChunkEvent {
  /** As in `CallEvent`, and so is `callId`. */
  readonly pool: string;
  readonly callId: number;
  /** The worker's id. */
  readonly worker: number;
  /** How many items this is about, and the position in the call of the first of them. */
  readonly items: number;
  readonly index: number;
  /** From the call until the worker had the chunk before it, and from then until this event. */
  readonly waitMs: number;
  readonly runMs: number;
  /** `'failed'`: at least one of the items did. */
  readonly outcome: ChunkOutcome;
  /** 0, or how often its items were lost with a worker before. */
  readonly attempt: number;
  /** How many items of the pool wait, at this moment. */
  readonly queued: number;
  /** Of the worker, in bytes, as it last said; 0 if it has not yet. */
  readonly memory: number;
  /** How many the worker runs at once, if they are more than one. */
  readonly concurrency?: number;
}

/**
 * A worker starts, is ready for work (its initializer has run), or has ended: the message of `manyhands:worker`.
 *
 * @example
 * subscribe('manyhands:worker', (event) => {
 *   const { id, event: what, reason } = event as WorkerEvent;
 *   if (what === 'exit') console.log(`worker ${id} has ended: ${reason}`);
 * });
 */
export interface WorkerEvent {
  readonly pool: string;
  readonly id: number;
  readonly pid: number;
  /** Of a thread only. */
  readonly threadId?: number;
  readonly event: 'start' | 'ready' | 'exit';
  /** Of an exit: how it ended, in words. */
  readonly reason?: string;
}

/**
 * An item has failed, or several of a chunk for one reason: the message of `manyhands:failure`. What runs again, by
 * `retries`, and what nobody waits for has none.
 *
 * @example
 * subscribe('manyhands:failure', (event) => console.log((event as FailureEvent).error));
 */
export interface FailureEvent {
  /** As in `ChunkEvent`, and so are `callId`, `worker` and `attempt`. */
  readonly pool: string;
  readonly callId: number;
  readonly worker: number;
  readonly attempt: number;
  /** The name of the function. */
  readonly fn: string;
  /** How many items, and the position in the call of the first of them. */
  readonly items: number;
  readonly index: number;
  readonly outcome: 'failed' | 'lost' | 'timedOut';
  /** As its caller gets it. It is put together when it is first read. */
  readonly error: unknown;
}

export const CALLS: TracingChannel<string, CallEvent> = tracingChannel<string, CallEvent>(
  'manyhands:call',
);
export const CHUNKS: NodeChannel = channel('manyhands:chunk');
export const WORKERS: NodeChannel = channel('manyhands:worker');
export const FAILURES: NodeChannel = channel('manyhands:failure');
