/** What makes one output of all results: `--count-by` and `--reduce`. */
import { ownFile } from '../core/base/own-files.ts';
import { type Pool, PoolTerminatedError, task } from '../index.ts';
import { BrokenRunError } from './failures.ts';
import { CountFormatter } from './outputs/counts.ts';
import type { Formatter, FormatterState } from './outputs/formatter.ts';
import { ReductionFormatter, type ReductionOptions } from './outputs/reduction.ts';
import type { reduceBatch } from './reduce-task.ts';
import type { MapSettings } from './settings.ts';
import { thrownText } from '../core/base/thrown-text.ts';

/** Undefined if each result is written for itself. */
export function formatterMaker(
  settings: MapSettings,
  pool: Pool,
): ((state: FormatterState | undefined) => Formatter) | undefined {
  const { outputFormat: format, countBy, reduce, checkpoint } = settings;
  if (countBy !== undefined) return (state) => new CountFormatter(format, state);
  if (reduce === undefined) return undefined;
  const isSaved = checkpoint !== undefined;
  const options = { format, isSaved, batch: BATCH, reduce: reducerOf(settings, pool) };
  return (state) => new ReductionFormatter(options, state);
}

/** Each may be as large as what comes out at the end. */
const BATCH = 32;

/** The user's function runs in a worker, as always. That it fails ends the run: no single record is to blame. */
function reducerOf({ reduce, retries }: MapSettings, pool: Pool): ReductionOptions['reduce'] {
  const { url: module = '', exportName: name = '' } = reduce ?? {};
  const fn = task<typeof reduceBatch>(ownFile('cli/reduce-task'), 'reduceBatch');
  return async (before, values) => {
    try {
      return await pool.apply(fn, [{ module, name, before, values }], { retries });
    } catch (cause) {
      if (cause instanceof PoolTerminatedError) throw cause; // the run has been ended: that is told elsewhere
      const message = thrownText(cause);
      throw new BrokenRunError(`the function of --reduce failed: ${message}`, { cause });
    }
  };
}
