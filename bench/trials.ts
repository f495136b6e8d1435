/** Everything that `child` can run, by name: the rows and the studies. */
import type { Stage } from './row.ts';
import { ROWS } from './rows/all.ts';
import { breakEven } from './studies/break-even.ts';
import { CURVES } from './studies/curves.ts';
import { observingCost } from './studies/observing/study.ts';
import { valuesStudy } from './studies/values.ts';

export interface Trial {
  readonly id: string;
  run(stage: Stage): Promise<unknown>;
}

const TRIALS: readonly Trial[] = [...ROWS, ...CURVES, breakEven, observingCost, valuesStudy];

export function trialNamed(id: string): Trial {
  const found = TRIALS.find((trial) => trial.id === id);
  if (found === undefined) throw new Error(`there is no trial '${id}'`);
  return found;
}
