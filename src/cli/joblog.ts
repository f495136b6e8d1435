/** One line of the job log for each record: when it ran, for how long, in which worker, with which outcome. */
import type { Outcome } from '../core/base/outcome.ts';
import { describeError } from './error-report.ts';
import type { PlacedRecord } from './inputs/record.ts';
import { toLogLine } from './outputs/formats.ts';
import type { TimedOutcome } from './timed-task.ts';

/** Without `timed` the worker died or was killed, and its start and duration are not known. */
export function joblogLine(
  { position, input, line }: PlacedRecord,
  result: Outcome<unknown>,
  timed: TimedOutcome | undefined,
): string {
  const error = result.ok ? undefined : describeError(result.error);
  return toLogLine({
    position,
    input,
    line,
    start: timed === undefined ? null : new Date(timed.startedAtMs).toISOString(),
    durationMs: timed === undefined ? null : Math.round(timed.durationMs * 1000) / 1000,
    worker: timed?.worker ?? workerOf(result),
    outcome: result.ok ? 'ok' : 'failed',
    error: error === undefined ? undefined : `${error.name}: ${error.message}`,
  });
}

function workerOf(result: Outcome<unknown>): unknown {
  if (result.ok || !(result.error instanceof Error)) return null;
  return (Reflect.get(result.error, 'workerId') as unknown) ?? null;
}
