/** Runs whose results are folded in the workers: `--count-by` and `--reduce`. */
import { ownFile } from '../core/base/own-files.ts';
import { type Pool, task } from '../index.ts';
import type { FoldedBatch, foldBatch, FoldItem, FoldPlan } from './fold-task.ts';
import { streamCount, type StartStream } from './record-stream.ts';
import type { MapSettings } from './settings.ts';

/** Batches in the pool for each worker: while one runs the next is there. */
export const BATCHES_PER_WORKER = 4;

/** Undefined if each result is written for itself. */
export function foldPlanOf(settings: MapSettings): FoldPlan | undefined {
  const { spec, countBy, reduce, onError, joblog, checkpoint } = settings;
  const other = countBy ?? reduce;
  if (other === undefined) return undefined;
  return {
    fn: [spec.url, spec.exportName],
    [countBy === undefined ? 'join' : 'key']: [other.url, other.exportName],
    stopsAtFailure: onError === 'stop',
    isTimed: joblog !== undefined,
    isSaved: checkpoint !== undefined,
  };
}

const FOLD = task<typeof foldBatch>(ownFile('cli/fold-task'), 'foldBatch');

export function foldStarter(pool: Pool, settings: MapSettings): StartStream {
  const { workers, timeoutMs: timeout } = settings;
  const bufferSize = Math.max(1, Math.ceil((BATCHES_PER_WORKER * workers) / streamCount(settings)));
  return (items, { onProgress }) =>
    pool.imap(FOLD, items as AsyncIterable<FoldItem>, { bufferSize, timeout, onProgress }); // of a BatchSource
}

/** Runs one record of a batch again that was lost with its worker: only so it is known which record is to blame. */
export type FoldAgain = (item: FoldItem) => Promise<FoldedBatch>;

export function foldAgain(pool: Pool, { timeoutMs: timeout, retries }: MapSettings): FoldAgain {
  return async (item) => await pool.apply(FOLD, [item], { timeout, retries });
}
