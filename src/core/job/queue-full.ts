/** A call has more items than may wait. */
import { calledFrom } from '../base/called-from.ts';
import { QueueFullError } from '../base/errors.ts';
import type { ItemCounts } from './item-counts.ts';

/** What has to be known of a job here. */
interface Refused {
  readonly submittedAt: string | undefined;
  abort(error: unknown, leftovers: 'none'): void;
}

/** Fails `job`, for whose `items` there is no room. */
export function refuse(job: Refused, { pending, most }: ItemCounts, items: number): void {
  const call = items === 1 ? 'this call' : `this call of ${items} items`;
  const remedy =
    items > most
      ? 'imap takes so many: it reads on when there is room'
      : 'try again later, or wait for room with drained()';
  const error = new QueueFullError(
    `there is no room for ${call}: at most ${most} items may run or wait (maxQueue), and ${pending} do; ${remedy}`,
  );
  job.abort(calledFrom(error, job.submittedAt), 'none');
}
