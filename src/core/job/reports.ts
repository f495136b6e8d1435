/** Hands what tasks report to the caller who listens. */
import { calledFrom } from '../base/called-from.ts';
import { unreadable } from '../codec/crossing/not-sendable.ts';
import type { SaidMessage } from '../wire/messages.ts';
import { UnreadableList } from '../wire/unreadable.ts';
import type { Chunk } from './chunk.ts';
import { type Advancing, tell } from './progress.ts';

/**
 * Where a report has come from.
 *
 * @example
 * const placeOf = ({ index, worker }: ReportSource) => `item ${index} in worker ${worker}`;
 * await pool.apply(() => report('half'), [], { onReport: (value, source) => console.log(value, placeOf(source)) });
 */
export interface ReportSource {
  /** The position of the task's item in the call; of `apply` and `stream` 0. */
  readonly index: number;
  /** The id of its worker. */
  readonly worker: number;
  /** 0 for the first run of the task: see `retries`. */
  readonly attempt: number;
}

/**
 * Told what tasks report. Its value may be given any type: what it is, is up to the tasks.
 *
 * @example
 * const onReport: ReportListener = (value, { index }) => console.log(`item ${index}: ${value}`);
 * await pool.map((x: number) => report(x * 10), [1, 2], { onReport });
 */
export type ReportListener = {
  listen(value: unknown, source: ReportSource): void;
}['listen'];

export interface Reported {
  readonly chunk: Chunk;
  readonly said: SaidMessage;
  readonly worker: number;
}

/** A listener that throws fails the call, and so does a report that cannot be read here. */
export function tellReport(
  onReport: ReportListener,
  job: Advancing,
  { chunk, said, worker }: Reported,
): void {
  const { values, offset } = said;
  const isRead = !(values instanceof UnreadableList);
  const outcome = isRead ? ({ ok: true, value: values[0] } as const) : values.outcomeAt(0);
  const source = { index: chunk.first + offset, worker, attempt: chunk.attempt };
  tell(job, () => {
    if (outcome.ok) return onReport(outcome.value, source);
    const error = unreadable(`a report of '${chunk.spec.fn.name}' to the caller`, outcome.error);
    throw calledFrom(error, chunk.job.submittedAt);
  });
}
