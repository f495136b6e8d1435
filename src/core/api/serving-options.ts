/** The options of a pool that lives in a server: what they mean, their defaults, their validation. */
import { checkInteger } from '../base/check.ts';

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
}

/** What was resolved from `ServingSettings`. */
export interface ResolvedServing {
  readonly maxQueue: number | undefined;
}

export const SERVING_NAMES: readonly (keyof ServingSettings)[] = ['maxQueue'];

/** @throws OptionError */
export function resolveServing(given: ServingSettings): ResolvedServing {
  const { maxQueue } = given;
  return {
    maxQueue: maxQueue === undefined ? undefined : checkInteger('maxQueue', maxQueue, 0),
  };
}
