/** What a scheduler has to know besides what its crew has to. */
import type { CrewOptions } from '../handle/crew-options.ts';

export interface SchedulerOptions extends CrewOptions {
  /** How many items may wait to be started. Default: any number. */
  readonly maxQueue?: number | undefined;
  /** How long work waits before an elastic crew gets more workers. */
  readonly growAfterMs?: number | undefined;
  /** What calls have as their context that say nothing of it. */
  readonly context?: unknown;
  /** How long it takes to gain a priority by waiting. Default: nothing does. */
  readonly priorityAgingMs?: number | undefined;
}
