/**
 * Whether a worker ended because its heap was full. Apart from the other reasons (`worker-failures.ts`), which a program
 * loads when it first loses work: this is asked of every worker that ends.
 */
import type { WorkerExit } from '../base/exit.ts';
import type { ExitReport } from '../handle/exit-report.ts';
import type { Chunk } from '../job/chunk.ts';

/** Where there are no signals, or a shell has turned them into codes. */
const CODE_OF_ABORT = 134;

export function isOutOfMemory(exit: WorkerExit): boolean {
  const code = (exit.cause as { code?: unknown } | undefined)?.code;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return true;
  const isCrash = exit.signal !== null || exit.exitCode === CODE_OF_ABORT;
  return isCrash && /(heap|process) out of memory/.test(exit.lastWords);
}

/** The report on a full heap is kept from stderr, because it is in the error: unless nobody gets one. */
export function showUntold({ exit }: ExitReport<Chunk>): void {
  if (isOutOfMemory(exit) && exit.lastWords !== '') process.stderr.write(`${exit.lastWords}\n`);
}
