/** What a scheduler has to know besides what its crew has to. */
import type { CrewOptions } from '../handle/crew-options.ts';

export interface SchedulerOptions extends CrewOptions {
  /** How many items may wait to be started. Default: any number. */
  readonly maxQueue?: number | undefined;
  /** How long it takes to gain a priority by waiting. Default: nothing does. */
  readonly priorityAgingMs?: number | undefined;
}
