/** The options of an actor. */
import { checkInteger, checkNames, refused } from '../core/base/check.ts';
import { resolvePoolOptions } from '../core/api/pool-options.ts';
import {
  numbered,
  OF_ONE_WORKER,
  type ProcessOptions,
  type ResolvedProcessOptions,
} from './process-options.ts';

const NAMES = ['transport', 'restarts', 'concurrency', ...OF_ONE_WORKER, 'name'] as const;

/**
 * What `actor(Class, args, options)` takes; the rest as for a pool.
 *
 * @example
 * class Greeter {
 *   greet(name: string): string {
 *     return `hello ${name}`;
 *   }
 * }
 * const options: ActorOptions = { transport: 'thread', restarts: 3 };
 * await using greeter = await actor(Greeter, [], options);
 * console.log(await greeter.greet('world'));
 */
export interface ActorOptions extends Omit<ProcessOptions, 'name'> {
  /** Where it lives. Default: `'process'`. */
  readonly transport?: 'process' | 'thread' | undefined;
  /**
   * How often it is made anew, in a new worker, when its worker has ended: with the same class and arguments, and nothing
   * of what it had become. `Infinity` is allowed. Default: 0.
   */
  readonly restarts?: number | undefined;
  /** How many of its calls may run at once. Default: 1, one after another in the order in which they come. */
  readonly concurrency?: number | undefined;
  /** What lists of processes and debuggers call it. Default: the name of the class and a number, `Model-1`. */
  readonly name?: string | undefined;
}

export interface ResolvedActorOptions {
  readonly worker: ResolvedProcessOptions;
  readonly restarts: number;
  readonly concurrency: number;
}

/** @throws OptionError */
export function resolveActorOptions(given: ActorOptions, className: string): ResolvedActorOptions {
  const options = checkNames('options', given, NAMES);
  const { transport = 'process', restarts = 0, concurrency = 1, ...rest } = options;
  if (transport !== 'process' && transport !== 'thread')
    throw refused('transport', transport, "must be 'process' or 'thread'");
  const name = options.name ?? numbered(className === '' ? 'Actor' : className);
  return {
    worker: resolvePoolOptions({ ...rest, name, workers: 1, transport }),
    restarts:
      restarts === Number.POSITIVE_INFINITY ? restarts : checkInteger('restarts', restarts, 0),
    concurrency: checkInteger('concurrency', concurrency, 1),
  };
}
