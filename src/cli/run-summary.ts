/** The last sentences of a run on stderr: how it ended, where its results are, how to continue. */
import type { RunState } from './run-state.ts';
import { type MapSettings, partOf } from './settings.ts';

export interface RunCounts {
  readonly count: number;
  readonly failed: number;
  readonly invalid: number;
}

/** Of a run that came to the end of its inputs; undefined if every record succeeded. */
export function summarizeComplete(
  { count, failed, invalid }: RunCounts,
  errors: string | undefined,
): string | undefined {
  if (failed + invalid === 0) return undefined;
  const where = errors === undefined ? '; --errors FILE keeps them' : `: see ${errors}`;
  return `${failed} of ${count} records failed, ${invalid} were invalid${where}`;
}

/** Of a run that ended early. `reason`: see `reasonOf`. */
export function summarizePartial(
  reason: string,
  count: number,
  settings: Pick<MapSettings, 'output' | 'outputFormat' | 'checkpoint'>,
): string {
  const { output, checkpoint, outputFormat } = settings;
  const where =
    output === undefined || outputFormat === 'none'
      ? ''
      : `\n  the results so far are in ${partOf(output)}; ${output} was not touched`;
  const how =
    checkpoint === undefined
      ? '\n  → with --checkpoint FILE a run can be continued'
      : '\n  → to continue, run the same command again';
  return `${reason}: ${count} records are done${where}${how}`;
}

/** Why a run ended early. An interrupted run may have met a failing record as well: Ctrl-C is the reason then. */
export function reasonOf(state: RunState, isInterrupted: boolean): string {
  if (state.kind === 'failed') {
    return state.error instanceof Error ? state.error.message : String(state.error);
  }
  if (state.kind === 'halted' && !isInterrupted) return `halted by --halt ${state.policy.text}`;
  return isInterrupted ? 'interrupted' : 'stopped at the first failure (--on-error skip goes on)';
}
