/** Gives a call that needs all its items at the start all its items. */
import type { CollectJob } from './schedule/collect-job.ts';
import { isAsyncIterable, type Items } from './schedule/open-iterator.ts';
import { Source } from './schedule/source.ts';
import { isPackedNumbers, packNumbers, type PackedNumbers } from './wire/packed.ts';

/**
 * At once if they can be had at once; otherwise one after another, until the call is over for another
 * reason: then the source is closed.
 */
export function supply(job: CollectJob, items: Items<unknown>): void {
  if (job.isOver) return; // cancelled before it began: the source is not even opened
  if (isAsyncIterable(items)) gather(job, new Source(items));
  // What the caller does to its list afterwards is nobody's business; numbers take half the room.
  else if (Array.isArray(items)) job.supply(packNumbers(items) ?? items.slice());
  else if (isPackedNumbers(items)) job.supply(items.slice());
  else job.supplyFrom(() => packed(Array.from(items)));
}

function packed(items: unknown[]): unknown[] | PackedNumbers {
  return packNumbers(items) ?? items;
}

function gather(job: CollectJob, source: Source): void {
  job.onceOver(() => {
    source.close().catch(() => {}); // whoever ended the call has been answered
  });
  void readAll(job, source);
}

async function readAll(job: CollectJob, source: Source): Promise<void> {
  const items: unknown[] = [];
  let reading = await source.read();
  while (reading.kind === 'item' && !job.isOver) {
    items.push(reading.item);
    reading = await source.read();
  }
  if (reading.kind === 'error') job.abort(reading.error, 'none');
  else job.supply(items);
}
