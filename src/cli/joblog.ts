/** One line of the job log for each record: when it ran, for how long, in which worker, with which outcome. */
import { inspect } from 'node:util';
import type { Outcome } from '../core/base/outcome.ts';
import { describeError } from './error-report.ts';
import type { PlacedRecord } from './inputs/record.ts';
import { toLogLine } from './outputs/formats.ts';
import type { TimedOutcome } from './timed-task.ts';

/** What a line has besides the outcome. */
export interface Logged {
  /** Without it the worker died or was killed, and its start and duration are not known. */
  readonly timed: TimedOutcome | undefined;
  /** What the record has reported, in order. */
  readonly reports?: readonly unknown[];
}

export function joblogLine(
  { position, input, line }: PlacedRecord,
  result: Outcome<unknown>,
  { timed, reports = [] }: Logged = { timed: undefined },
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
    reports: reports.length === 0 ? undefined : reports.map(inJson),
  });
}

/** What has no JSON must not cost the line: its text does instead. */
function inJson(value: unknown): unknown {
  try {
    JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? 0 : part));
    return value;
  } catch {
    return inspect(value);
  }
}

function workerOf(result: Outcome<unknown>): unknown {
  if (result.ok || !(result.error instanceof Error)) return null;
  return (Reflect.get(result.error, 'workerId') as unknown) ?? null;
}
