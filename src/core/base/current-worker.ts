/**
 * Tells a task where it runs. The worker's entry installs the context; in the program itself there is none.
 *
 * The context is on the global object: a bundled program may hold a second copy of this library, and both
 * copies have to find the same one.
 */

import { unpackContext } from './packed-context.ts';

/** Where the calling task runs. */
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
}

/** What the library's own code in a worker knows besides. */
export interface WorkerContext extends Omit<CurrentWorker, 'context'> {
  /** Of the task that runs, as its call has sent it. */
  readonly packed?: string | undefined;
  /** How many pools this worker is nested in. */
  readonly depth: number;
  /** Whether a task's module is being loaded; no pool may be created meanwhile. */
  readonly isImporting: boolean;
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
  const { id, pid, threadId, kind, slot, attempt, packed } = context;
  const thread = threadId === undefined ? {} : { threadId };
  const carried = packed === undefined ? {} : { context: unpackContext(packed) };
  return { id, pid, ...thread, kind, slot, attempt, ...carried };
}

export function workerContext(): WorkerContext | undefined {
  return (globalThis as Holder)[KEY]?.();
}

/** Called once by a worker's entry. */
export function installWorkerContext(context: () => WorkerContext | undefined): void {
  Object.defineProperty(globalThis, KEY, { value: context, configurable: true });
}
