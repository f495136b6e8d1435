import type { PackedNumbers } from '../wire/list/numbers.ts';
import type { RunChunk, TaskSpec } from '../wire/messages.ts';
import type { Job } from './job.ts';

/** Items of a job; numbers are packed as soon as they are known to be numbers. */
export type ItemList = readonly unknown[] | PackedNumbers;

/** The slice of a job that one worker gets at a time, and what the pool knows of it meanwhile. */
export class Chunk implements RunChunk {
  /**
   * Its number while it is in a worker's hands: a new one each time it is given. If an old one came
   * back, what a worker is told about the first time could be taken for the second.
   */
  id = 0;
  readonly job: Job;
  /** Position in the job of the chunk's first item. */
  readonly first: number;
  readonly items: ItemList;
  readonly attempt: number;
  /** How many of the items, from the front, have had their outcome. */
  settled = 0;
  /** Objects in the items were moved to the worker: they are gone, and the chunk cannot be run again. */
  isMoved = false;
  /** How many workers have ended with it in hand before they started anything: see `suspects.ts`. */
  suspicion = 0;

  constructor(
    job: Job,
    slice: {
      readonly first: number;
      readonly items: ItemList;
      readonly attempt?: number;
    },
  ) {
    this.job = job;
    this.first = slice.first;
    this.items = slice.items;
    this.attempt = slice.attempt ?? 0;
  }

  get spec(): TaskSpec {
    return this.job.spec;
  }

  /** The items from offset `from` to before `to`, as a chunk of its own. */
  part(from: number, to: number, attempt: number = this.attempt): Chunk {
    const items = this.items.slice(from, to);
    const part = new Chunk(this.job, { first: this.first + from, items, attempt });
    part.suspicion = Math.min(this.suspicion, 1); // a part has yet to show what it does alone
    return part;
  }
}
