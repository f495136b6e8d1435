import { QueueFullError } from '../base/errors.ts';
import type { ItemCounts } from './item-counts.ts';

/** A call has `items` more than may wait. */
export function queueFull({ pending, most }: ItemCounts, items: number): QueueFullError {
  const call = items === 1 ? 'this call' : `this call of ${items} items`;
  const remedy =
    items > most
      ? 'imap takes so many: it reads on when there is room'
      : 'try again later, or wait for room with drained()';
  return new QueueFullError(
    `there is no room for ${call}: at most ${most} items may run or wait (maxQueue), and ${pending} do; ${remedy}`,
  );
}
