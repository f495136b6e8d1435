/**
 * What the program tells the page, as JSON in server-sent events: `hello` once to each page that opens, with the last ten
 * minutes, and then a `tick` a second.
 *
 * All of it is bounded, whatever the pools do: so many pools, calls, kinds of errors and ended workers, so many characters of
 * a text. Times are ms; a moment is what `Date.now()` says.
 */

/** How often pools are looked at. */
export const TICK_MS = 1000;
/** Ten minutes. */
export const MAX_TICKS = 600;

/** Kinds of errors of a pool, those that were seen last. */
export const MAX_KINDS = 50;

/** The history of a pool: one value of each for every tick. */
export const COLUMNS = [
  'done',
  'failed',
  'queued',
  'runP50',
  'runP99',
  'waitP50',
  'waitP99',
  'busy',
  'memory',
] as const;

/**
 * `done`, `failed`: items a second, `failed` whatever the reason · `queued`: items · `run…`, `wait…`: of what ended since the
 * tick before, `-1` if nothing did · `busy`: workers, in parts of one · `memory`: bytes of all workers.
 */
export type Sample = Record<Column, number>;
export type Column = (typeof COLUMNS)[number];

/** Something of each column. */
export function byColumn<T>(make: (name: Column) => T): Record<Column, T> {
  return Object.fromEntries(COLUMNS.map((name) => [name, make(name)])) as Record<Column, T>; // all of them
}

export interface Program {
  readonly title: string;
  readonly pid: number;
  readonly node: string;
  readonly startedAt: number;
}

export interface Hello {
  readonly program: Program;
  /** When the ticks were, the latest last, and the number of the first of them. */
  readonly at: readonly number[];
  readonly from: number;
  readonly pools: readonly PoolPast[];
}

export interface Tick {
  readonly number: number;
  readonly at: number;
  /** The share of the time in which the program's own thread had something to do. */
  readonly load: number;
  readonly pools: readonly PoolNow[];
}

export interface PoolNow {
  readonly label: string;
  readonly state: 'running' | 'closed' | 'terminated';
  /** Since counting began. */
  readonly totals: Totals;
  /** Absent if it has ended. */
  readonly sample?: Sample;
  readonly workers: readonly WorkerNow[];
  readonly calls: readonly CallNow[];
  /** Items of no such call: those of `apply`, which are only counted. */
  readonly singles: number;
  /** Those that have changed since the tick before; in a `hello`, all. */
  readonly errors: readonly ErrorKind[];
  /** Failures that came too fast to be looked at. */
  readonly unseenErrors: number;
  readonly ends: readonly WorkerEnd[];
  readonly slowest: readonly { readonly fn: string; readonly index: number; readonly ms: number }[];
  readonly hosts: readonly HostNow[];
  readonly findings: readonly Finding[];
}

export interface Totals {
  readonly done: number;
  readonly failed: number;
  readonly lost: number;
  readonly retried: number;
  readonly timedOut: number;
  readonly cancelled: number;
  readonly queued: number;
  readonly replaced: number;
  readonly utilization: number;
  readonly run: Percentiles;
  readonly wait: Percentiles;
}

export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface WorkerNow {
  readonly id: number;
  /** "pid 42", "thread 7" */
  readonly place: string;
  readonly state: 'starting' | 'idle' | 'busy' | 'stopping' | 'dead';
  readonly tasks: number;
  /** Of the time since the tick before, 0 to 1. */
  readonly share: number;
  /** Bytes; 0 if that is not known. */
  readonly memory: number;
  readonly running?: RunningNow;
  /** Of one that is dead: how it ended. */
  readonly reason?: string;
}

/** What a worker has in hand, the first of it. */
export interface RunningNow {
  readonly fn: string;
  readonly callId: number;
  /** The positions of its items in their call. */
  readonly first: number;
  readonly last: number;
  readonly ms: number;
}

export interface CallNow {
  readonly id: number;
  readonly method: string;
  readonly fn: string;
  readonly done: number;
  readonly total?: number;
  /** Items a second, of late; of a call that is over, of all its time. */
  readonly rate: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly error?: string;
  readonly waitsFor?: 'source' | 'task' | 'reader';
}

/** Failures of the same kind: of one function, with the same name and message but for numbers. */
export interface ErrorKind {
  readonly id: number;
  readonly fn: string;
  readonly name: string;
  /** Of the latest of them, and so is the stack. */
  readonly message: string;
  readonly stack: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Some of the items: their positions in their calls. */
  readonly items: readonly number[];
  /** The worker of the latest; 0 if it was none. */
  readonly worker: number;
}

export interface WorkerEnd {
  readonly id: number;
  readonly place: string;
  readonly at: number;
  readonly reason: string;
  /** Nobody has asked it to end. */
  readonly isUnexpected: boolean;
}

export interface HostNow {
  /** Another one for each start of a host. */
  readonly id: string;
  readonly name: string;
  readonly pid: number;
  /** Of manyhands. */
  readonly version: string;
  readonly labels: readonly string[];
  readonly slots: number;
  readonly busy: number;
  /** Over the last minute. */
  readonly itemsPerSecond: number;
  /** Chunks that it could not run at all. */
  readonly failures: number;
  readonly startedAt: number;
  /** `waiting`: for its pool · `gone`: it has left, or died. */
  readonly state: 'working' | 'waiting' | 'quarantined' | 'leaving' | 'gone';
  /** In quarantine: until when; gone: when that was seen; else 0. */
  readonly at: number;
}

/** Something that one should look at. */
export interface Finding {
  readonly kind:
    | 'stuck'
    | 'leak'
    | 'source'
    | 'reader'
    | 'order'
    | 'program'
    | 'deaths'
    | 'poison'
    | 'host'
    | 'errors';
  readonly text: string;
  readonly advice: string;
  /** The workers that it is about. */
  readonly workers: readonly number[];
  /** What else it is about: no two of a kind have the same. */
  readonly about?: string;
}

/** A pool as it has been: the values of each column, and of each worker, from the tick of that number on. */
export interface PoolPast {
  readonly now: PoolNow;
  readonly from: number;
  readonly columns: Readonly<Record<Column, readonly number[]>>;
  readonly lanes: readonly LanePast[];
}

export interface LanePast {
  readonly id: number;
  readonly from: number;
  /** Percent. */
  readonly share: readonly number[];
  /** MB. */
  readonly memory: readonly number[];
}
