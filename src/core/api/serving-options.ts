/** The options of a pool that lives in a server: what they mean, their defaults, their validation. */
import { checkFunction, checkInteger, checkMs, refused } from '../base/check.ts';

/**
 * The options of a `Pool` that matter where it lives long and gets work from strangers. `docs/servers.md` shows them at
 * work. All times are milliseconds.
 *
 * @example
 * const serving: ServingSettings = { maxQueue: 100 };
 * await using pool = new Pool({ workers: 2, ...serving });
 */
export interface ServingSettings {
  /**
   * How many items may wait to be started; 0: only as many are taken as there are workers. What is beyond it rejects
   * at once with a QueueFullError: `apply`, and a `map` of which not all items find room. Whatever reads its items one
   * by one (`imap`, `through`, chains) waits for room instead. Default: any number.
   */
  readonly maxQueue?: number | undefined;
  /**
   * What waits gains one `priority` each time it has waited for so long, so that nothing starves: what has waited for two
   * steps goes before what has just come with a priority of 1. Default: never.
   */
  readonly priorityAging?: number | undefined;
  /**
   * Runs in a worker before it ends in order: when the pool is closed, or the worker is replaced or not needed any more. Not
   * when it dies, and not at `terminate()`. May be async, and may take as long as `killGrace`; what it throws is a warning
   * (`MANYHANDS_FINALIZER`).
   */
  readonly finalizer?: (() => unknown) | undefined;
}

/** What was resolved from `ServingSettings`. */
export interface ResolvedServing {
  readonly maxQueue: number | undefined;
  readonly priorityAging: number | undefined;
  readonly finalizer: (() => unknown) | undefined;
}

export const SERVING_NAMES: readonly (keyof ServingSettings)[] = [
  'maxQueue',
  'priorityAging',
  'finalizer',
];

/** @throws OptionError */
export function resolveServing(given: ServingSettings): ResolvedServing {
  const { maxQueue, priorityAging, finalizer } = given;
  if (finalizer !== undefined) checkFunction('finalizer', finalizer);
  return {
    maxQueue: maxQueue === undefined ? undefined : checkInteger('maxQueue', maxQueue, 0),
    priorityAging: priorityAging === undefined ? undefined : checkAging(priorityAging),
    finalizer,
  };
}

function checkAging(value: unknown): number {
  if (checkMs('priorityAging', value) > 0) return value as number; // it has been checked
  throw refused('priorityAging', value, 'must be more than 0 milliseconds');
}
