/**
 * Tells a task where it runs. The worker's entry installs the context; in the program itself there is none.
 *
 * The context is on the global object: a bundled program may hold a second copy of this library, and both
 * copies have to find the same one.
 */

import { unpackContext } from './packed-context.ts';

/**
 * Where the calling task runs.
 *
 * @example
 * const placeOf = ({ id, kind }: CurrentWorker) => `${kind} ${id}`;
 * console.log(await pool.apply(() => placeOf(currentWorker() as CurrentWorker))); // process 1, or 2
 */
export interface CurrentWorker {
  /** 1, 2, 3 …: unique within its pool, never used twice. */
  readonly id: number;
  readonly pid: number;
  readonly threadId?: number;
  readonly kind: 'process' | 'thread' | 'inline';
  /**
   * The number of its place in the pool: 0 … `workers` − 1, no two at the same time. Who replaces a worker has its number: so
   * it can choose a port, a database or a GPU.
   */
  readonly slot: number;
  /** What the call, or the pool, has given as `context`; absent if neither has. */
  readonly context?: unknown;
  /** 0 for the first run of a task; counts up as `retries` runs it again after a lost worker. */
  readonly attempt: number;
  /**
   * Aborted when the call of this task is cancelled, its `timeout` is over or the pool ends: the worker itself is ended
   * `abortGrace` ms after that, which is at once unless the call or the pool says otherwise. `aborted` changes even while
   * a task lets nothing else run. Its reason is called `'AbortError'`, `'TimeoutError'` or `'PoolTerminatedError'`.
   *
   * It belongs to the worker: it is left out where this object is sent.
   */
  readonly signal: AbortSignal;
}

/** What a task that runs can do with whoever has called it. */
export interface TaskTalk {
  readonly signal: AbortSignal;
  report(value: unknown): void;
}

/** What the library's own code in a worker knows besides. */
export interface WorkerContext extends Omit<CurrentWorker, 'context' | 'signal'> {
  /** Of the task that runs, as its call has sent it. */
  readonly packed?: string | undefined;
  /** How many pools this worker is nested in. */
  readonly depth: number;
  /** Whether a task's module is being loaded; no pool may be created meanwhile. */
  readonly isImporting: boolean;
  readonly talk?: TaskTalk;
}

const KEY = Symbol.for('manyhands.worker');
type Holder = { [KEY]?: () => WorkerContext | undefined };

/**
 * The worker that the caller runs in, or `undefined` in the program itself.
 *
 * @example
 * console.log(currentWorker()); // undefined
 * const id = await pool.apply(() => currentWorker()?.id); // 1 or 2
 */
export function currentWorker(): CurrentWorker | undefined {
  const context = workerContext();
  if (context === undefined) return undefined;
  const { id, pid, threadId, kind, slot, attempt, packed, talk } = context;
  const thread = threadId === undefined ? {} : { threadId };
  const carried = packed === undefined ? {} : { context: unpackContext(packed) };
  const shown = { id, pid, ...thread, kind, slot, attempt, ...carried };
  const signal = { get: () => talk?.signal ?? NEVER.signal }; // made if somebody asks; it cannot be sent
  return Object.defineProperty(shown, 'signal', signal) as CurrentWorker;
}

/** Where there is nothing to be aborted. */
const NEVER = new AbortController();

/**
 * Called in a task: hands `value` to the `onReport` of the call, before the task's result and while the task is busy. It
 * crosses as a result does; if nobody listens, and outside of a task, nothing is done. What a task leaves behind
 * (timers, promises that nobody awaits) reports for the task that runs then.
 *
 * @throws NotSendableError if `value` cannot be sent
 * @example
 * const count = (rows: number): number => {
 *   for (let row = 0; row < rows; row += 1) report({ row });
 *   return rows;
 * };
 * await pool.apply(count, [3], { onReport: ({ row }: { row: number }) => console.log(row) });
 */
export function report(value: unknown): void {
  workerContext()?.talk?.report(value);
}

export function workerContext(): WorkerContext | undefined {
  return (globalThis as Holder)[KEY]?.();
}

/** Called once by a worker's entry. */
export function installWorkerContext(context: () => WorkerContext | undefined): void {
  Object.defineProperty(globalThis, KEY, { value: context, configurable: true });
}
