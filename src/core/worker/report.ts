/**
 * Sends results so that one that cannot cross fails its own task and nothing else: the common case
 * is one `send`; only if that throws is each value tried alone.
 */
import type { ChunkResult, FromWorker } from '../wire/messages.ts';
import { FAILURES } from './load-failures.ts';
import type { Port } from './port.ts';

export interface Report {
  readonly result: ChunkResult;
  /** What the tasks gave away with their results. */
  readonly moved: readonly ArrayBuffer[];
  toMessage(result: ChunkResult): FromWorker;
  /** The function's name, for error texts. */
  nameOf(): string;
}

/** @returns a promise if it is not sent yet */
export function sendReport(port: Port, report: Report): Promise<void> | undefined {
  const { result, moved } = report;
  try {
    port.send(report.toMessage(result), moved);
    return undefined;
  } catch {
    // Nothing is moved now: it may have been the moving that failed, and what failed stays the task's.
    const sending = FAILURES.with(({ withoutUnsendable }) =>
      port.send(report.toMessage(withoutUnsendable(port, result, report.nameOf()))),
    );
    return sending instanceof Promise ? sending : undefined;
  }
}
