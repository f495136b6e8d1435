/** The options of a pool: what they mean, their defaults, their validation. */
import {
  checkArguments,
  checkBoolean,
  checkFunction,
  checkInteger,
  checkMs,
  checkNames,
  refused,
} from '../base/check.ts';
import type { InstanceClass } from '../codec/classes/class-registry.ts';
import { cpuCount } from './cpu-count.ts';
import { inlineTransport } from '../transport/inline.ts';
import {
  type ResolvedServing,
  resolveServing,
  resolveWorkers,
  SERVING_NAMES,
  type ServingSettings,
  type WorkerRange,
} from './serving-options.ts';
import { processTransport } from '../transport/process.ts';
import { threadTransport } from '../transport/thread.ts';
import type { ResourceLimits, Transport } from '../transport/transport.ts';

/**
 * The arguments of an initializer of which nothing is known.
 *
 * @example
 * const setUp = (...args: AnyArguments): void => console.log(...args);
 * await using own = new Pool({ workers: 1, initializer: setUp, initArgs: ['ready', 1] });
 * await own.ready();
 */
// oxlint-disable-next-line no-explicit-any -- the arguments of a function of which nothing is known
export type AnyArguments = any[];

/**
 * The initializer of the workers and its arguments `A`, which may be left out if it needs none.
 *
 * @example
 * const setUp = (level: string): void => console.log(`a worker starts, ${level}`);
 * await using pool = new Pool({ workers: 2, initializer: setUp, initArgs: ['quietly'] });
 */
export type WorkerInit<A extends readonly unknown[] = AnyArguments> =
  | {
      /** Runs once in each worker, replacements included, before its first task; may be async. */
      readonly initializer: (...args: A) => unknown;
      /** The arguments of `initializer`. */
      readonly initArgs: readonly [...A];
    }
  | {
      readonly initializer?: (() => unknown) | undefined;
      readonly initArgs?: readonly never[] | undefined;
    }
  | { readonly initializer?: undefined; readonly initArgs?: Iterable<unknown> | undefined };

/**
 * What `new Pool(options)` takes: `PoolSettings`, and an initializer with its arguments.
 *
 * @example
 * const options: PoolOptions = { workers: 2, startTimeout: 10_000 };
 * await using pool = new Pool(options);
 */
export type PoolOptions<A extends readonly unknown[] = AnyArguments> = PoolSettings & WorkerInit<A>;

/**
 * The options of a `Pool` besides its initializer. All times are milliseconds.
 *
 * @example
 * await using pool = new Pool({ workers: 2, maxTasksPerChild: 100, idleTimeout: 10_000, name: 'images' });
 */
export interface PoolSettings extends ServingSettings {
  /**
   * How many workers; an integer of at least 1. Default: `cpuCount()`. `{ min, max }`: as many as the work needs; it starts
   * with `min`, which may be 0 (see `growAfter` and `idleTimeout`).
   */
  readonly workers?: number | WorkerRange | undefined;
  /**
   * Classes whose instances keep their class in arguments and results, both ways; without this they
   * arrive as plain objects. Exactly these: an instance of a subclass needs its own class here.
   */
  readonly classes?: readonly InstanceClass[] | undefined;
  /**
   * Whether a `const` of a module that a function uses, and that cannot be copied, is made again in the worker
   * from its initialiser, as imports are. Default: true; without it such functions are refused.
   */
  readonly remakeConstants?: boolean | undefined;
  /** A worker is replaced after so many chunks (as in CPython, where a chunk is one task). */
  readonly maxTasksPerChild?: number | undefined;
  /**
   * A worker is replaced when its memory exceeds so many bytes; looked at between chunks. Of a process that is
   * what the system counts as resident; of a thread its own heap and what belongs to that outside of it (buffers),
   * because the resident memory is that of the whole program.
   */
  readonly maxMemoryPerChild?: number | undefined;
  /** Workers that have been idle for so long end, down to `min`; they are started again on demand. */
  readonly idleTimeout?: number | undefined;
  /**
   * Time between asking a worker to end (SIGTERM) and making it (SIGKILL). So long it may take to write out what
   * finished tasks have printed, and the files of `NODE_V8_COVERAGE` and `--cpu-prof`. Default: 1000.
   */
  readonly killGrace?: number | undefined;
  /**
   * How long a task that runs may take to stop by itself, see `CallOptions`. Default: 0, its worker is ended at once.
   */
  readonly abortGrace?: number | undefined;
  /**
   * Time a worker may take to start and to run its initializer, to load a task's module, and to come to
   * start what it is given. Default: 30,000.
   */
  readonly startTimeout?: number | undefined;
  /**
   * How many times in a row a worker whose initializer has failed is started again, after pauses that grow.
   * Default: 0, the first failure of any worker ends the pool. After the last one `state` is
   * `'terminated'`, and all calls reject with the `InitializerError`.
   */
  readonly startRetries?: number | undefined;
  /** Merged over the program's environment, for the workers. `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Node options of the workers. Default: the program's own, without those that only concern it. */
  readonly execArgv?: readonly string[] | undefined;
  /**
   * As for `worker_threads`; of these only `maxOldGenerationSizeMb` also works for processes. A thread needs at
   * least 8 there.
   */
  readonly resourceLimits?: ResourceLimits | undefined;
  /** Workers are called `${name}-${id}` in process lists and debuggers. Default: `'manyhands'`. */
  readonly name?: string | undefined;
  /** Where workers run. Default: `'process'`; `ThreadPool` is `'thread'`; `'inline'` is for debugging. */
  readonly transport?: 'process' | 'thread' | 'inline' | CustomTransport | undefined;
}

/**
 * Another place where workers run, as the tests of this package have: what it has to do is told in the source, and
 * may change with every version.
 *
 * @example
 * const name: CustomTransport['name'] = 'inline';
 * await using own = new Pool({ workers: 1, transport: name }); // by their names there are three
 * console.log(await own.apply(Math.sqrt, [4])); // 2
 */
export interface CustomTransport {
  readonly name: 'process' | 'thread' | 'inline';
  open(options: never): object;
}

/**
 * What was resolved from `PoolOptions`: every default filled in.
 *
 * @example
 * const options: ResolvedPoolOptions = pool.options;
 * console.log(options.workers, options.killGrace); // 2 1000
 */
export interface ResolvedPoolOptions extends ResolvedServing {
  /** How many at most. */
  readonly workers: number;
  readonly initializer: ((...args: never[]) => unknown) | undefined;
  readonly initArgs: readonly unknown[];
  readonly classes: readonly InstanceClass[];
  readonly remakeConstants: boolean;
  readonly maxTasksPerChild: number | undefined;
  readonly maxMemoryPerChild: number | undefined;
  readonly idleTimeout: number | undefined;
  readonly killGrace: number;
  readonly abortGrace: number;
  readonly startTimeout: number;
  readonly startRetries: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly execArgv: readonly string[] | undefined;
  readonly resourceLimits: ResourceLimits | undefined;
  readonly name: string;
  readonly transport: CustomTransport;
}

/** The same, as the pool itself needs it. */
export interface CheckedPoolOptions extends ResolvedPoolOptions {
  readonly transport: Transport;
}

const NAMES = [
  'workers',
  'initializer',
  'initArgs',
  'classes',
  'remakeConstants',
  'maxTasksPerChild',
  'maxMemoryPerChild',
  'idleTimeout',
  'killGrace',
  'abortGrace',
  'startTimeout',
  'startRetries',
  'env',
  'execArgv',
  'resourceLimits',
  'name',
  'transport',
  ...SERVING_NAMES,
] as const satisfies readonly (keyof PoolSettings | keyof WorkerInit)[];

/** Checks what a caller passed and fills in the defaults. @throws OptionError */
export function resolvePoolOptions(given: number | PoolOptions | undefined): CheckedPoolOptions {
  const all: PoolOptions = typeof given === 'object' && given !== null ? given : { workers: given };
  const options = checkNames('options', all, NAMES);
  if (options.onOutput !== undefined && options.transport === 'inline')
    throw refused(
      'onOutput',
      options.onOutput,
      "has no meaning with transport 'inline': it prints as the program does",
    );
  const { initializer, name, transport } = options;
  if (initializer !== undefined) checkFunction('initializer', initializer);
  return {
    ...resolveWorkers(options.workers === undefined ? cpuCount() : options.workers),
    initializer,
    initArgs: checkArguments('initArgs', options.initArgs),
    classes: checkClasses(options.classes ?? []),
    remakeConstants: checkBoolean('remakeConstants', options.remakeConstants ?? true),
    maxTasksPerChild: optional('maxTasksPerChild', options.maxTasksPerChild, checkPositive),
    maxMemoryPerChild: optional('maxMemoryPerChild', options.maxMemoryPerChild, checkPositive),
    idleTimeout: optional('idleTimeout', options.idleTimeout, checkMs),
    killGrace: checkMs('killGrace', options.killGrace ?? 1000),
    abortGrace: checkMs('abortGrace', options.abortGrace ?? 0),
    startTimeout: checkMs('startTimeout', options.startTimeout ?? 30_000),
    startRetries: checkInteger('startRetries', options.startRetries ?? 0, 0),
    env: checkEnv(options.env ?? {}),
    execArgv: optional('execArgv', options.execArgv, checkStrings),
    resourceLimits: optional('resourceLimits', options.resourceLimits, checkLimits),
    name: checkName(name ?? 'manyhands'),
    transport: resolveTransport(transport ?? 'process'),
    ...resolveServing(options),
  };
}

function optional<T, R>(
  name: string,
  value: T | undefined,
  check: (name: string, value: T) => R,
): R | undefined {
  return value === undefined ? undefined : check(name, value);
}

function checkPositive(name: string, value: unknown): number {
  return checkInteger(name, value, 1);
}

function checkClasses(value: readonly InstanceClass[]): readonly InstanceClass[] {
  const isClass = (one: unknown): boolean =>
    typeof one === 'function' && typeof Reflect.get(one, 'prototype') === 'object';
  if (Array.isArray(value) && value.every(isClass)) return [...(value as InstanceClass[])];
  throw refused('classes', value, 'must be an array of classes');
}

function checkStrings(name: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return [...value];
  throw refused(name, value, 'must be an array of strings');
}

function checkName(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw refused('name', value, 'must be a string with at least one character');
}

function checkEnv(value: unknown): Readonly<Record<string, string | undefined>> {
  if (typeof value !== 'object' || value === null) throw refused('env', value, 'must be an object');
  for (const [name, text] of Object.entries(value)) {
    if (text !== undefined && typeof text !== 'string') {
      throw refused(`env.${name}`, text, 'must be a string or undefined');
    }
  }
  return { ...value };
}

const LIMITS: readonly (keyof ResourceLimits)[] = [
  'maxOldGenerationSizeMb',
  'maxYoungGenerationSizeMb',
  'codeRangeSizeMb',
  'stackSizeMb',
];

function checkLimits(name: string, given: ResourceLimits): ResourceLimits {
  const value = checkNames(name, given, LIMITS);
  for (const limit of LIMITS) {
    const size = value[limit];
    if (size === undefined || (typeof size === 'number' && size > 0)) continue;
    throw refused(`${name}.${limit}`, size, 'must be a number of megabytes above 0');
  }
  return { ...value };
}

const TRANSPORTS = { process: processTransport, thread: threadTransport, inline: inlineTransport };

function resolveTransport(value: NonNullable<PoolSettings['transport']>): Transport {
  if (typeof value === 'object' && value !== null && typeof value.open === 'function') {
    return value as Transport; // who brings one has read what it has to do
  }
  if (typeof value === 'string' && Object.hasOwn(TRANSPORTS, value)) return TRANSPORTS[value];
  throw refused('transport', value, "must be 'process', 'thread', 'inline' or a Transport");
}
