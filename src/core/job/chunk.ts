import type { Transferable } from '../base/transferable.ts';
import type { ChunkResult, RunChunk, SaidMessage, TaskSpec } from '../wire/messages.ts';
import type { NumberRange } from '../wire/list/number-range.ts';
import type { PackedNumbers } from '../wire/list/kind.ts';
import type { Fate } from './item-counts.ts';
import type { ReaderLine } from './reader-line.ts';

/** Items of a job; numbers are packed as soon as they are known to be numbers. */
export type ItemList = readonly unknown[] | PackedNumbers | NumberRange;

/** A point in time (`performance.now()`), shared by all that is submitted in one turn: a number each would be a box each. */
export interface Moment {
  readonly ms: number;
}

/** A fraction, as all others are: V8 would take those with a whole number for another kind of object. */
export const NEVER: Moment = { ms: Number.MIN_VALUE };

const NO_CHUNKS: readonly never[] = [];

/** The worker that says something while it runs a chunk. */
export interface Speaker {
  readonly id: number;
  /** Lets it send so many more values of `chunk`, if it still runs that. */
  grant(chunk: Chunk, count: number): void;
}

/** What a caller wishes for where its chunks run, and when. */
export interface Wishes {
  /** What has the same goes to the same worker, if it can be had. */
  readonly affinity?: string | number | undefined;
  /** Whatever is higher goes first. Absent: 0. */
  readonly priority?: number | undefined;
  /** What a cluster's host must have to run it, in the words of the backend. Absent, or empty: any will do. */
  readonly placement?: string | undefined;
}

/** The job that a chunk is a part of, as whoever has the chunk sees it. */
export interface ChunkOwner extends Wishes {
  readonly spec: TaskSpec;
  /** How the pool's events name it. */
  readonly number: number;
  /** When it was submitted. */
  readonly since: Moment;
  /** Nobody waits for anything of this job any more: its chunks need not run. */
  readonly isOver: boolean;
  /** How many of its items have been submitted and have no fate yet. */
  readonly pending: number;
  /** How many items there are, once that is known. */
  readonly total: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly retries: number;
  /** How long a task that runs may take when it is asked to stop. 0: it is not asked. */
  readonly abortGraceMs: number;
  readonly transfer: readonly Transferable[] | undefined;
  /** Its lists of arguments are the pool's own, so that reading one runs no code of the caller's. */
  readonly ownsArguments?: boolean;
  /** The stack of the call that submitted the job. */
  readonly submittedAt: string | undefined;
  /** A task of `chunk` reports something, or sends one of its values. */
  hear(chunk: Chunk, said: SaidMessage, from: Speaker): void;
  /** Counts, and takes, outcomes of `chunk`, in order; `worker` is named in the stacks of errors. */
  take(chunk: Chunk, result: ChunkResult, worker: string): void;
  /** So many of its items that were pending have this fate; of those already written off none is counted again. */
  account(fate: Fate, items: number): void;
  /** The item at `offset` of `chunk` failed here, not in its task. It has been counted. */
  fail(chunk: Chunk, offset: number, error: unknown): void;
  /** The first `done` items of `chunk` took `runMs`; the others, if any, are returned to be run. */
  observe(chunk: Chunk, done: number, runMs: number): readonly Chunk[];
  /** The items of `chunk` from offset `from` on are not its own any more; they are returned to be run. */
  handBack(chunk: Chunk, from: number): readonly Chunk[];
}

/** The slice of a job that one worker gets at a time, and what the pool knows of it meanwhile. */
export class Chunk implements RunChunk {
  /**
   * Its number while a worker has it in hand: a new one each time it is given. If an old one came
   * back, what a worker is told about the first time could be taken for the second.
   */
  id = 0;
  readonly job: ChunkOwner;
  /** Position in the job of the chunk's first item. */
  readonly first: number;
  /** Nobody else writes them. */
  items: ItemList;
  readonly spec: TaskSpec;
  readonly attempt: number;
  /** How many of the items, from the front, have had their outcome. */
  settled = 0;
  /** Objects in the items were moved to the worker: they are gone, and the chunk cannot be run again. */
  isMoved = false;
  /** How many workers have ended with it in hand before they started anything: see `poison-items.ts`. */
  unstartedEnds = 0;
  /** When its items were submitted. */
  since: Moment;
  /** How long its tasks have taken by now. */
  ranMs = 0;
  /** It is for one worker, and for no other. */
  isPinned = false;
  /** Of tasks whose values are read one by one. */
  line: ReaderLine | undefined = undefined;

  constructor(
    job: ChunkOwner,
    slice: {
      readonly first: number;
      readonly items: ItemList;
      readonly attempt?: number;
    },
  ) {
    this.job = job;
    this.since = job.since;
    this.first = slice.first;
    this.items = slice.items;
    this.spec = job.spec;
    this.attempt = slice.attempt ?? 0;
  }

  get affinity(): string | number | undefined {
    return this.job.affinity;
  }

  get priority(): number | undefined {
    return this.job.priority;
  }

  get placement(): string {
    return this.job.placement ?? '';
  }

  /** It may be what ended a worker, so it is given to a worker that has nothing else in hand. */
  get isSuspect(): boolean {
    return this.unstartedEnds > 0;
  }

  /**
   * Whether it was submitted before `other`, of its own priority, and so is to start before it: a task may wait for an earlier
   * one. A suspect waits behind all others, and has no place of its own among them.
   */
  isBefore(other: Chunk): boolean {
    if ((this.priority ?? 0) !== (other.priority ?? 0)) return false;
    if (this.isSuspect || other.isSuspect) return false;
    if (this.job === other.job) return this.first < other.first;
    const byTime = this.since.ms - other.since.ms;
    return byTime === 0 ? this.job.number < other.job.number : byTime < 0;
  }

  /** The items from offset `from` to before `to`, as a chunk of its own. */
  part(from: number, to: number, attempt: number = this.attempt): Chunk {
    const items = this.items.slice(from, to);
    const part = new Chunk(this.job, { first: this.first + from, items, attempt });
    part.since = this.since;
    part.unstartedEnds = Math.min(this.unstartedEnds, 1); // a part has yet to show what it does alone
    return part;
  }

  /** The items from offset `from` on, in chunks of `size`; default: one. */
  cut(from: number, size: number = this.items.length): readonly Chunk[] {
    if (from >= this.items.length) return NO_CHUNKS; // as nearly always, after each chunk
    const parts: Chunk[] = [];
    for (let at = from; at < this.items.length; at += size) parts.push(this.part(at, at + size));
    return parts;
  }

  /** As `cut`; they are not this chunk's any more. */
  cutOff(from: number, size?: number): readonly Chunk[] {
    const parts = this.cut(from, size);
    this.items = this.items.slice(0, from);
    return parts;
  }

  /**
   * Two chunks of half the items each: what fails as a whole is halved until the item that is to blame is
   * alone. Empty if there is only one item.
   */
  halves(): Chunk[] {
    const { length } = this.items;
    if (length < 2) return [];
    const half = length >> 1;
    return [this.part(0, half), this.part(half, length)];
  }
}
