/**
 * The contract between the pool and the place where workers run. Three kinds keep it: `process`,
 * `thread` and `inline`; `test/transport/channel.suite.ts` has a test for each clause.
 *
 *    Handle ── send, end, kill ──► Channel ┈┈┈► worker
 *       ▲                            │  ▲
 *       └── onMessage · closed ──────┘  └── tickets: who may start a chunk
 *
 * A transport opens channels and owns what it started. It knows messages, never jobs.
 */
import type { WorkerExit } from '../base/exit.ts';
import type { Transferable } from '../base/transferable.ts';
import type { FromWorker, ToWorker } from '../wire/messages.ts';
import type { Tickets } from '../tickets/tickets.ts';

/** A place where workers run, and the way to start one there. */
export interface Transport {
  readonly name: 'process' | 'thread' | 'inline';
  /**
   * Starts the worker of a channel that is opened later in the same turn, with `started`: what serves it can be loaded
   * meanwhile. Absent where that gains nothing. Throws what the system says.
   */
  start?(options: StartOptions): Started;
  /** Starts a worker, unless it is started already. Never throws for what the worker does: that it failed is its exit. */
  open(options: ChannelOptions): Channel;
}

/** A worker that has no channel yet. */
export interface Started {
  /** Ends it: it will get none. */
  discard(): void;
}

/** How to start one worker. */
export interface StartOptions {
  readonly workerId: number;
  /** Shown by the system: process title or thread name. */
  readonly title: string;
  /** Merged over the program's own environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Replaces the Node options that are inherited; `undefined` inherits what makes sense. */
  readonly execArgv: readonly string[] | undefined;
  readonly resourceLimits: ResourceLimits | undefined;
  /** Called with what the worker prints, in place of printing it. */
  readonly onOutput?: OnOutput | undefined;
}

/** How to open the line to it. */
export interface ChannelOptions extends StartOptions {
  /** The worker, if this transport has started it for these options. */
  readonly started?: Started | undefined;
  /** Called for each message, in order, never before `open` has returned. */
  readonly onMessage: (message: FromWorker) => void;
}

/** `chunk` is the listener's. */
export type OnOutput = (chunk: Buffer, stream: 'stdout' | 'stderr') => void;

/**
 * As for `worker_threads`; only `maxOldGenerationSizeMb` also works for processes.
 *
 * @example
 * const resourceLimits: ResourceLimits = { maxOldGenerationSizeMb: 128 };
 * await using own = new Pool({ workers: 1, resourceLimits });
 * await own.ready();
 */
export interface ResourceLimits {
  readonly maxOldGenerationSizeMb?: number;
  readonly maxYoungGenerationSizeMb?: number;
  readonly codeRangeSizeMb?: number;
  readonly stackSizeMb?: number;
}

/** Bytes, both ways. */
export interface Traffic {
  readonly sent: number;
  readonly received: number;
}

export const NO_TRAFFIC: Traffic = { sent: 0, received: 0 };

/** One open line to one worker. Messages arrive in order and at most once. */
export interface Channel {
  /** The worker's process id (threads: that of the program). 0 if it could not be started. */
  readonly pid: number;
  readonly threadId?: number;
  readonly tickets: Tickets;
  /** How many bytes have been sent to the worker and come from it, as far as they are known to be bytes. */
  readonly traffic?: Traffic;
  /** The worker's memory in bytes, if the system tells it; whatever the worker is doing. */
  readMemory?(): number | undefined;
  /**
   * Throws at once if `message` cannot be encoded; in that case nothing was sent. After the end it
   * does nothing: whoever needs to know has `closed`.
   */
  send(message: ToWorker, transfer?: readonly Transferable[]): void;
  /** Settles when nothing more can arrive. Never rejects: how it ended is the value. */
  readonly closed: Promise<WorkerExit>;
  /** Asks the worker to end (SIGTERM). Where nobody can be asked it is `kill`. */
  end(): void;
  /** Ends the worker now, without asking it. */
  kill(): void;
}
