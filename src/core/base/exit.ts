/**
 * How a worker ended. Every channel reports exactly one of these, as a value.
 *
 * For a process exactly one of `exitCode` and `signal` is set; a thread has no signals. `lastWords`
 * is the end of what the worker wrote to stderr (at most 4 KiB): often the only trace of the reason.
 *
 * @example
 * const wordsOf = ({ exitCode, signal }: Pick<WorkerExit, 'exitCode' | 'signal'>) => signal ?? `exit code ${exitCode}`;
 * await pool.apply(() => process.exit(3)).catch((lost: WorkerLostError) => console.log(wordsOf(lost))); // exit code 3
 */
export interface WorkerExit {
  readonly workerId: number;
  /** Process id; for threads the id of the program they run in. */
  readonly pid: number;
  readonly threadId?: number;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lastWords: string;
  /** The limit of its heap, in MB, where that is known. */
  readonly heapLimitMb?: number;
  /** What stopped the worker from starting at all (for example: the program was not found). */
  readonly cause?: unknown;
}

/** "exit code 3", "signal SIGKILL": the words for an exit in every message. */
export function describeExit(exit: WorkerExit): string {
  if (exit.signal !== null) return `signal ${exit.signal}`;
  if (exit.exitCode !== null) return `exit code ${exit.exitCode}`;
  return 'no exit code';
}

/** "worker 3 (pid 4242)" or "worker 3 (thread 7)": the name of a worker in every message. */
export function describeWorker(worker: {
  readonly workerId: number;
  readonly pid: number;
  readonly threadId?: number | undefined;
}): string {
  const place = worker.threadId === undefined ? `pid ${worker.pid}` : `thread ${worker.threadId}`;
  return `worker ${worker.workerId} (${place})`;
}
