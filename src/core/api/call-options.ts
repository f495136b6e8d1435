/** The options of one call: `map`, `imap`, `apply` and their kin. */
import { isProxy } from 'node:util/types';
import {
  checkBoolean,
  checkFunction,
  checkInteger,
  checkMs,
  checkNames,
  ownOptions,
  refused,
} from '../base/check.ts';
import { isAbortSignal } from '../base/abort-signal.ts';
import { OptionError } from '../base/errors.ts';
import type { Progress } from '../job/progress.ts';
import type { ReportListener } from '../job/reports.ts';
import type { Transferable } from '../base/transferable.ts';

/**
 * Options of every call. All times are milliseconds.
 *
 * @example
 * const signal = AbortSignal.timeout(60_000);
 * const sum = await pool.apply((a: number, b: number) => a + b, [1, 2], { timeout: 5000, signal, retries: 1 });
 */
export interface CallOptions {
  /**
   * How long one task may run, from its start. Its worker is ended then; what came of a task that ran too long is
   * dropped, even if it is here already. Default: no limit.
   */
  readonly timeout?: number | undefined;
  /** Cancels the call: what is queued is dropped, a worker that runs a task of it is ended. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long a task may take to stop by itself, when it has run for too long, nobody waits for it any more, or the pool
   * ends: its `currentWorker().signal` is aborted at once, and its worker ended so much later if it is still at it. Until
   * then no more of its chunk is run. Default: that of the pool.
   */
  readonly abortGrace?: number | undefined;
  /** Told what tasks `report`, in order, before their results and while they run. If it throws, that fails the call. */
  readonly onReport?: ReportListener | undefined;
  /**
   * How often a chunk whose worker was lost is run again. Default: 0, because a task may have half
   * run. A task sees the count in `currentWorker().attempt`.
   */
  readonly retries?: number | undefined;
  /**
   * Which call goes first, of all that has not been started: an integer, the higher the sooner; calls of one priority in
   * the order in which they came. Default: 0. See also `priorityAging`.
   */
  readonly priority?: number | undefined;
  /**
   * Calls with the same key run in the same worker if it can be had, so that what it has cached is of use. Who has waited for
   * it for 50 ms goes elsewhere, and stays there; each worker's 1,000 latest keys are remembered.
   */
  readonly affinity?: string | number | undefined;
  /**
   * Which hosts of a cluster may run it: those that have all of these labels (`startHost({ labels })`, `manyhands worker
   * --label`). `true`: whatever its value is. Default: all hosts.
   */
  readonly on?: Readonly<Record<string, string | true>> | undefined;
  /**
   * What tasks of the call find as `currentWorker().context`: a request's id, say, or a trace. A value, which is copied at the
   * call, or a function that is called once for the call and returns it. Default: the pool's.
   */
  readonly context?: unknown;
  /**
   * Objects in the arguments to move to the worker instead of copying them; threads only. With a
   * `timeout` as well, chunks have one item each.
   */
  readonly transfer?: readonly Transferable[] | undefined;
  /** Told how many items are done. The last call of a call that succeeds has `done === total`. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Options of the calls over many items.
 *
 * @example
 * const options: MapOptions = { chunkSize: 'auto', onProgress: ({ done, total }) => console.log(done, total) };
 * const squares = await pool.map((x: number) => x * x, [1, 2, 3], options);
 */
export interface MapOptions extends CallOptions {
  /**
   * How many items a worker gets at a time. Default of `map` and `starmap`: CPython's, four chunks per
   * worker; of `imap` and its kin: 1 at first, more while tasks are short (docs/streams.md). `'auto'`: as many as take
   * some milliseconds.
   */
  readonly chunkSize?: number | 'auto' | undefined;
}

/**
 * Options of the calls that return an iterator; `F` is what `flat` is.
 *
 * @example
 * const squares = pool.imap((x: number) => x * x, [1, 2, 3], { chunkSize: 2, bufferSize: 64 });
 * for await (const square of squares) console.log(square);
 */
export interface StreamOptions<F extends boolean = false> extends MapOptions {
  /**
   * Reads what tasks yield, one by one, in place of their results: see `stream`. Then `bufferSize` also says how many
   * values of each chunk may wait for their reader (default: 32). Default: false.
   */
  readonly flat?: F | undefined;
  /**
   * How many items may be read from the source beyond those consumed; at least 1. If it is below
   * `chunkSize`, chunks are cut to it. Default: `workers × 2 × chunkSize`; if that is not given either, at most 4,096 items
   * and about a megabyte, and as many only while tasks and reader are quick (CPython reads everything at once).
   */
  readonly bufferSize?: number | undefined;
}

/**
 * Options of `stream`.
 *
 * @example
 * const letters = pool.stream((text: string) => text[Symbol.iterator](), ['abc'], { bufferSize: 1 });
 * for await (const letter of letters) console.log(letter);
 */
export interface GeneratorOptions extends Omit<CallOptions, 'transfer' | 'onProgress' | 'on'> {
  /** How many values may wait for their reader; at least 1. Default: 32. */
  readonly bufferSize?: number | undefined;
}

/**
 * Options of `broadcast`.
 *
 * @example
 * const options: BroadcastOptions = { replay: true, timeout: 5000 };
 * await pool.broadcast(() => void Object.assign(globalThis, { ready: true }), [], options);
 */
export interface BroadcastOptions
  extends Pick<CallOptions, 'timeout' | 'signal' | 'abortGrace' | 'onReport' | 'context'> {
  /** Whether workers that are started later run it as well, before their first task. Default: false. */
  readonly replay?: boolean | undefined;
}

/**
 * Options of `through`.
 *
 * @example
 * const squares = Readable.from([1, 2, 3]).pipe(pool.through((x: number) => x * x, { unordered: true }));
 * for await (const square of squares) console.log(square);
 */
export interface ThroughOptions extends Omit<StreamOptions, 'flat'> {
  /** Whether results may leave in the order in which they are done. Default: false, input order. */
  readonly unordered?: boolean | undefined;
}

/**
 * Options of `from`.
 *
 * @example
 * const options: FlowOptions = { chunkSize: 1000, retries: 2, onProgress: ({ done }) => console.log(done) };
 * const total = await pool.from(range(1_000_000), options).map((x: number) => x * x).sum();
 */
export interface FlowOptions {
  /**
   * How many items a worker gets at a time. Default: `'auto'`, as many as take some milliseconds. A number fixes where
   * chunks begin and end, and so how a sum of fractions is rounded.
   */
  readonly chunkSize?: number | 'auto' | undefined;
  /**
   * How many items may be read beyond those that are done (with `for await`: whose values have been taken); at least 1.
   * Default: two chunks for each worker.
   */
  readonly bufferSize?: number | undefined;
  /** Whether partials may be joined, and values may come, in the order in which they are done. Default: false. */
  readonly unordered?: boolean | undefined;
  /** Cancels the call: what is queued is dropped, a worker that runs a chunk of it is ended. */
  readonly signal?: AbortSignal | undefined;
  /** How often a chunk whose worker was lost is run again; each item counts once all the same. Default: 0. */
  readonly retries?: number | undefined;
  /** Which call goes first, as in `CallOptions`. */
  readonly priority?: number | undefined;
  /** Which hosts of a cluster may run it, as in `CallOptions`. */
  readonly on?: Readonly<Record<string, string | true>> | undefined;
  /** What its stages find as `currentWorker().context`, as in `CallOptions`. */
  readonly context?: unknown;
  /** Told how many items are done. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Told what stages `report`, as in `CallOptions`; `index` is that of the first item of the chunk. */
  readonly onReport?: ReportListener | undefined;
}

/**
 * Options of the `…Async` calls.
 *
 * @example
 * const result = pool.mapAsync((x: number) => x * x, [1, 2, 3], {
 *   callback: (squares) => console.log(squares), // [1, 4, 9]
 *   errorCallback: (error) => console.log('failed', error),
 * });
 * await result.wait();
 */
export interface CallbackOptions<T> {
  /**
   * Told the result, before `get` and `wait` settle; awaited. If it throws, that is the call's error.
   */
  readonly callback?: ((value: T) => unknown) | undefined;
  /** Told the error, before `get` and `wait` settle; awaited. */
  readonly errorCallback?: ((error: unknown) => unknown) | undefined;
}

const SCHEDULED: readonly string[] = ['signal', 'retries', 'priority', 'context', 'onProgress'];
const TALK_NAMES: readonly string[] = ['timeout', 'abortGrace', 'onReport'];
const CALL_NAMES: readonly string[] = [...TALK_NAMES, ...SCHEDULED, 'transfer', 'affinity', 'on'];
const MAP_NAMES: readonly string[] = [...CALL_NAMES, 'chunkSize'];
const CALLBACK_NAMES: readonly string[] = ['callback', 'errorCallback'];

const STREAM_NAMES: readonly string[] = [...MAP_NAMES, 'bufferSize', 'flat'];

/** A method of the pool that begins a call. */
export type Method =
  | `apply${'' | 'Async'}`
  | `${'map' | 'starmap'}${'' | 'Async'}`
  | `${'imap' | 'istarmap'}${'' | 'Unordered'}`
  | 'stream'
  | 'broadcast'
  | 'through'
  | 'from';

/** Which options each method takes. */
const NAMES: Readonly<Record<Method, readonly string[]>> = {
  apply: CALL_NAMES,
  applyAsync: [...CALL_NAMES, ...CALLBACK_NAMES],
  map: MAP_NAMES,
  mapAsync: [...MAP_NAMES, ...CALLBACK_NAMES],
  starmap: MAP_NAMES,
  starmapAsync: [...MAP_NAMES, ...CALLBACK_NAMES],
  imap: STREAM_NAMES,
  imapUnordered: STREAM_NAMES,
  istarmap: STREAM_NAMES,
  istarmapUnordered: STREAM_NAMES,
  stream: [...TALK_NAMES, 'signal', 'retries', 'priority', 'context', 'affinity', 'bufferSize'],
  broadcast: [...TALK_NAMES, 'signal', 'context', 'replay'],
  through: [...MAP_NAMES, 'bufferSize', 'unordered'],
  from: ['chunkSize', 'bufferSize', 'unordered', 'onReport', 'on', ...SCHEDULED],
};

/** Every option any call may have. */
export type AnyCallOptions = ThroughOptions &
  CallbackOptions<never> &
  BroadcastOptions &
  Pick<StreamOptions<boolean>, 'flat'>;

/** What a call has whose caller says nothing. */
export const NO_OPTIONS: { readonly timeout?: never } = Object.freeze(ownOptions({}));

/** Checks the options of a call to `method`, and returns a copy of them. @throws OptionError */
export function checkCallOptions<T extends AnyCallOptions>(method: Method, given: T): T {
  const options = checkNames('options', given, NAMES[method]);
  const { timeout, abortGrace, retries, affinity, priority } = options;
  const { chunkSize, bufferSize, signal, transfer } = options;
  if (timeout !== undefined) checkMs('timeout', timeout);
  if (abortGrace !== undefined) checkMs('abortGrace', abortGrace);
  if (retries !== undefined) checkInteger('retries', retries, 0);
  if (affinity !== undefined && typeof affinity !== 'string' && !Number.isFinite(affinity))
    throw refused('affinity', affinity, 'must be a string or a number');
  if (priority !== undefined && !Number.isSafeInteger(priority))
    throw refused('priority', priority, 'must be an integer');
  if (chunkSize !== undefined && chunkSize !== 'auto') checkChunkSize(chunkSize);
  if (bufferSize !== undefined) checkInteger('bufferSize', bufferSize, 1);
  if (signal !== undefined) checkSignal(signal);
  for (const name of ['unordered', 'flat', 'replay'] as const) {
    if (options[name] !== undefined) checkBoolean(name, options[name]);
  }
  if (transfer !== undefined && (!Array.isArray(transfer) || isProxy(transfer))) {
    throw refused('transfer', transfer, 'must be an array of transferable objects');
  }
  for (const name of ['onProgress', 'onReport', 'callback', 'errorCallback'] as const) {
    if (options[name] !== undefined) checkFunction(name, options[name]);
  }
  return options;
}

/** Options that this pool cannot do anything with, and why. @throws OptionError */
export function checkRefused(
  refuses: Readonly<Record<string, string>>,
  options: AnyCallOptions,
): void {
  for (const [name, why] of Object.entries(refuses)) {
    if (Reflect.get(options, name) !== undefined) throw new OptionError(`${name}: ${why}`);
  }
}

function checkChunkSize(value: unknown): void {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return;
  throw refused('chunkSize', value, "must be an integer of at least 1, or 'auto'");
}

/** An AbortSignal. @throws OptionError */
export function checkSignal(value: unknown): void {
  if (!isAbortSignal(value)) throw refused('signal', value, 'must be an AbortSignal');
  void value.aborted; // that of a task of ours looks around when it is asked; later nobody is asked but Node
}
