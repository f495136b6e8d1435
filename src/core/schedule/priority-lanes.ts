/**
 * What waits, by priority: a lane for each, the highest first. Made when the first call has a priority.
 *
 *     2   [ c9 ]
 *     0   [ c3 c4 c5 ]      c9 is next; with ageing c3, once it has waited two steps longer than c9
 *    -1   [ c6 ]
 *
 * Ageing: what waits gains a priority in each step. What has waited longer by a step stands where the priority above stands,
 * so who comes first of two does not change while both wait, and nothing has to be moved.
 *
 * A lane that is empty is forgotten, but for that of 0: any integer may be a priority.
 */
import type { Deque } from '../base/deque.ts';
import type { Moment } from '../job/chunk.ts';

/** What may be compared: a job or a chunk. */
export interface Ranked {
  readonly priority?: number | undefined;
  readonly since: Moment;
}

interface Lane<E> {
  readonly priority: number;
  readonly entries: Deque<E>;
}

export class PriorityLanes<E extends Ranked> {
  readonly #agingMs: number | undefined;
  readonly #make: () => Deque<E>;
  /** The highest first. */
  #lanes: Lane<E>[];

  /** `zero`: what waits without a priority. */
  constructor(zero: Deque<E>, make: () => Deque<E>, agingMs?: number) {
    this.#lanes = [{ priority: 0, entries: zero }];
    this.#make = make;
    this.#agingMs = agingMs;
  }

  /** Where things of that priority wait. */
  laneOf(priority: number): Deque<E> {
    const at = this.#lanes.findIndex((lane) => lane.priority <= priority);
    const lane = this.#lanes[at];
    if (lane?.priority === priority) return lane.entries;
    const entries = this.#make();
    this.#lanes.splice(at < 0 ? this.#lanes.length : at, 0, { priority, entries });
    return entries;
  }

  /** The lane whose first entry is next; `undefined`: nothing waits. */
  next(): Deque<E> | undefined {
    this.#forgetEmpty();
    let best: Lane<E> | undefined;
    for (const lane of this.#lanes) {
      if (lane.entries.size === 0) continue;
      if (best === undefined || this.#isBefore(lane, best)) best = lane;
      if (this.#agingMs === undefined) break;
    }
    return best?.entries;
  }

  /** When the oldest of those that are first in their lanes was submitted. */
  oldestMs(): number | undefined {
    const firsts = this.#lanes.flatMap(({ entries }) => entries.peek()?.since.ms ?? []);
    return firsts.length === 0 ? undefined : Math.min(...firsts);
  }

  /** Whether `one` goes before `other`, as far as their priorities tell. */
  isAhead(one: Ranked, other: Ranked): boolean {
    const by = (one.priority ?? 0) - (other.priority ?? 0);
    if (this.#agingMs === undefined) return by > 0;
    return one.since.ms - other.since.ms < by * this.#agingMs;
  }

  #isBefore(lane: Lane<E>, other: Lane<E>): boolean {
    const [one, two] = [lane.entries.peek(), other.entries.peek()];
    return one !== undefined && two !== undefined && this.isAhead(one, two);
  }

  #forgetEmpty(): void {
    const isEmpty = ({ entries, priority }: Lane<E>): boolean =>
      entries.size === 0 && priority !== 0;
    if (this.#lanes.some(isEmpty)) this.#lanes = this.#lanes.filter((lane) => !isEmpty(lane));
  }
}
