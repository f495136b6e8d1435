/**
 * What stands behind the public methods of a pool: takes jobs, has their chunks run somewhere, and gives
 * each job its outcomes.
 *
 *    Pool ── api/calls.ts ──► Job ──► Backend ──┬── Scheduler          workers of this program
 *                          ▲         │      └── ClusterScheduler   hosts on other machines
 *                          └─ take, fail
 *
 * Everything a caller sees (checks, callbacks, iterators, signals) is in front of it and the same for
 * all of them.
 */
import type { ById } from '../base/deque.ts';
import { move, type Moves } from '../base/state-machine.ts';
import type { WorkerState } from '../handle/worker-state.ts';
import type { Chunk } from '../job/chunk.ts';
import type { BroadcastJob } from '../job/broadcast-job.ts';
import type { Job, JobControl } from '../job/job.ts';
import type { PoolStats } from './pool-stats.ts';

/**
 * `'running'`: takes calls · `'closed'`: finishes what it has · `'terminated'`: has dropped what it had.
 *
 * @example
 * const before: PoolState = pool.state;
 * pool.close();
 * console.log(before, pool.state); // running closed
 */
export type PoolState = 'running' | 'closed' | 'terminated';

const MOVES: Moves<PoolState> = {
  running: ['closed', 'terminated'],
  closed: ['terminated'],
  terminated: [],
};

/** Returns `to`; throws if a pool cannot go there from `from`. */
export function movePool(from: PoolState, to: PoolState): PoolState {
  return move('a pool', MOVES, from, to);
}

let labelled = 0;

/** "images#2": how the events of a pool name it; no two pools of the program have the same. */
export function labelPool(name: string): string {
  labelled += 1;
  return `${name}#${labelled}`;
}

/** How long workers may take by default: to stop a task that they are asked to, and to end. */
export interface Graces {
  readonly abortMs: number;
  readonly killMs: number;
}

/** Who sees to it that a broadcast reaches each worker once. */
export interface Broadcasting {
  begin(job: BroadcastJob): void;
  onWorkerDone(job: BroadcastJob, workerId: number): void;
}

export interface Backend extends JobControl {
  /** See `enlistPool`. */
  readonly label: string;
  readonly state: PoolState;
  /** Why it has ended by itself, if it has: whatever is submitted fails with this. */
  readonly failure?: { readonly error: unknown } | undefined;
  /** The workers there are now. */
  readonly workers: Iterable<WorkerView>;
  /** Whether workers share memory with this program. */
  readonly allowShared: boolean;
  /** Whether functions may bring constants that are made again in the worker. */
  readonly remakeConstants: boolean;
  /** Absent: none. */
  readonly graces?: Graces;
  /** What is run once in each of its workers; absent where that cannot be done. */
  readonly broadcasts?: Broadcasting;
  /** Why its tasks and their callers cannot talk while they run; absent if they can. */
  readonly whyNoTalk?: string;
  /** Why served objects cannot be reached from its workers; absent if they can. */
  readonly whyNoServed?: string;
  /** What calls have as their context that say nothing of it. */
  readonly context?: unknown;
  /** Options of calls that have no meaning here, each with the reason in words; absent: all have. */
  readonly refuses?: Readonly<Record<string, string>>;
  /** What a call asks of the hosts that run it, in one form. Absent: there are no hosts. @throws OptionError */
  readonly placementOf?: (on: unknown) => string;
  /** What has been done, and what is being done now. */
  stats(): PoolStats;
  /** Lets `stats` count from now on. */
  resetStats(): void;
  /** Takes charge of a job: from now on it will be over some time. */
  submit(job: Job): void;
  /** No more jobs will come: the workers end when those submitted are over. May be repeated. */
  close(): void;
  /** Lets lazy jobs read all of their input, so that the end of all work does not depend on a reader. */
  readEagerly(): void;
  /** Fails all pending work and ends everything now. May be repeated. */
  terminate(): void;
  /** Settles when work can run; rejects if it never will. `limit`: how long somebody waits for it. */
  ready(limit?: Limit): Promise<void>;
  /** Settles when nothing is left of it, after `close` or `terminate`. */
  ended(limit?: Limit): Promise<void>;
}

/** A promise as somebody waits for it: whoever has given up no longer keeps the program alive. */
export type Limit = (promise: Promise<void>) => Promise<void>;

/** What can be seen of one worker. */
export interface WorkerView {
  readonly id: number;
  readonly pid: number;
  readonly threadId: number | undefined;
  readonly state: WorkerState;
  /** What it has in hand, the next to be done first, and since when that is the first (`performance.now()`). */
  readonly inHand?: ById<Chunk>;
  readonly frontSinceMs?: number;
}
