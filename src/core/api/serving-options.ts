/** The options of a pool that lives in a server: what they mean, their defaults, their validation. */
import { checkFunction, checkInteger, checkMs, checkNames, refused } from '../base/check.ts';

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
   * How many chunks a worker runs at once: for tasks that are async and wait as much as they compute. If one of them is out of
   * time or cancelled, its worker gets nothing new, and the others have `killGrace` to finish. Default: 1.
   */
  readonly concurrency?: number | undefined;
  /**
   * How long work waits before a pool with `workers: { min, max }` starts more workers: twice as many each time. Default:
   * 100.
   */
  readonly growAfter?: number | undefined;
  /**
   * What waits gains one `priority` each time it has waited for so long, so that nothing starves: what has waited for two
   * steps goes before what has just come with a priority of 1. Default: never.
   */
  readonly priorityAging?: number | undefined;
  /**
   * What the tasks of each call find as `currentWorker().context`, unless the call has its own: a value, or a function that is
   * called once for each call, where it is made, so that `AsyncLocalStorage` works.
   */
  readonly context?: unknown;
  /**
   * Called with what workers print, in place of printing it. It may come after the result of the task that has printed it.
   */
  readonly onOutput?: OutputListener | undefined;
  /**
   * Runs in a worker before it ends in order: when the pool is closed, or the worker is replaced or not needed any more. Not
   * when it dies, and not at `terminate()`. May be async, and may take as long as `killGrace`; what it throws is a warning
   * (`MANYHANDS_FINALIZER`).
   */
  readonly finalizer?: (() => unknown) | undefined;
}

/**
 * How many workers an elastic pool has at least, and at most.
 *
 * @example
 * const workers: WorkerRange = { min: 0, max: 8 };
 * await using pool = new Pool({ workers, growAfter: 50, idleTimeout: 10_000 });
 */
export interface WorkerRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Takes what workers print.
 *
 * @example
 * const onOutput: OutputListener = (chunk, { stream, worker }) => {
 *   process[stream].write(`${worker}: ${chunk.toString()}`);
 * };
 * await using pool = new Pool({ workers: 2, onOutput });
 */
export type OutputListener = (
  chunk: Uint8Array,
  from: { readonly stream: 'stdout' | 'stderr'; readonly worker: number },
) => void;

/**
 * What was resolved from `ServingSettings`.
 *
 * @example
 * const { concurrency, growAfter }: ResolvedServing = pool.options;
 * console.log(concurrency, growAfter); // 1 100
 */
export interface ResolvedServing {
  /** How many workers at least; `undefined`: always as many as `workers` says. */
  readonly minWorkers?: number;
  readonly maxQueue: number | undefined;
  readonly concurrency: number;
  readonly growAfter: number;
  readonly priorityAging: number | undefined;
  readonly context: unknown;
  readonly onOutput: OutputListener | undefined;
  readonly finalizer: (() => unknown) | undefined;
}

export const SERVING_NAMES: readonly (keyof ServingSettings)[] = [
  'maxQueue',
  'concurrency',
  'growAfter',
  'priorityAging',
  'context',
  'onOutput',
  'finalizer',
];

/** @throws OptionError */
export function resolveServing(given: ServingSettings): ResolvedServing {
  const { maxQueue, growAfter = 100, priorityAging, finalizer } = given;
  const { context, onOutput } = given;
  if (onOutput !== undefined) checkFunction('onOutput', onOutput);
  if (finalizer !== undefined) checkFunction('finalizer', finalizer);
  return {
    maxQueue: maxQueue === undefined ? undefined : checkInteger('maxQueue', maxQueue, 0),
    concurrency: checkInteger('concurrency', given.concurrency ?? 1, 1),
    growAfter: checkMs('growAfter', growAfter),
    priorityAging: priorityAging === undefined ? undefined : checkAging(priorityAging),
    context,
    onOutput,
    finalizer,
  };
}

/** @throws OptionError */
export function resolveWorkers(given: number | WorkerRange): {
  readonly workers: number;
  readonly minWorkers?: number;
} {
  if (typeof given !== 'object' || given === null)
    return { workers: checkInteger('workers', given, 1) };
  const { min, max } = checkNames('workers', given, ['min', 'max']);
  const minWorkers = checkInteger('workers.min', min, 0);
  return { workers: checkInteger('workers.max', max, Math.max(1, minWorkers)), minWorkers };
}

function checkAging(value: unknown): number {
  if (checkMs('priorityAging', value) > 0) return value as number; // it has been checked
  throw refused('priorityAging', value, 'must be more than 0 milliseconds');
}
