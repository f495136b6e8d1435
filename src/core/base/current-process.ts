/**
 * What processes are called, and by whom they were started: as CPython's `current_process` and `parent_process`.
 *
 * On the global object, as the worker's context is: two copies of this library in one program agree.
 */
import { workerContext } from './current-worker.ts';

/**
 * A process or thread, as it is known by name.
 *
 * @example
 * const { name, pid }: ProcessInfo = currentProcess();
 */
export interface ProcessInfo {
  /** That of the worker; `'MainProcess'` in the program itself. */
  readonly name: string;
  readonly pid: number;
  /** Of a thread only. */
  readonly threadId?: number;
}

/** What a worker is told at its start. */
export interface Identity {
  readonly name: string;
  /** Who has started it. */
  readonly parent: ProcessInfo;
}

const KEY = Symbol.for('manyhands.identity');
type Holder = { [KEY]?: Identity };

/** Called once by a worker that is no part of the program that started it. */
export function installIdentity({ name, parent }: Identity): void {
  (globalThis as Holder)[KEY] = { name, parent };
}

/**
 * The process or thread that the caller runs in. CPython: `current_process`.
 *
 * @example
 * console.log(currentProcess().name); // MainProcess
 * const name = await pool.apply(() => currentProcess().name); // manyhands-1
 */
export function currentProcess(): ProcessInfo {
  const name = (globalThis as Holder)[KEY]?.name ?? 'MainProcess';
  const { threadId } = workerContext() ?? {};
  return threadId === undefined ? { name, pid: process.pid } : { name, pid: process.pid, threadId };
}

/**
 * Who has started the process or thread that the caller runs in; `undefined` in the program itself. CPython:
 * `parent_process`.
 *
 * @example
 * console.log(parentProcess()); // undefined
 * const name = await pool.apply(() => parentProcess()?.name); // MainProcess
 */
export function parentProcess(): ProcessInfo | undefined {
  return (globalThis as Holder)[KEY]?.parent;
}
