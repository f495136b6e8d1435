/**
 * What the chunks of a chain have come to, put together: each gives a partial, in whatever order they are done.
 *
 *    [0, 512) 17 ─┐
 *    [512, 900) 4 ┴─► joined: 21, up to 900          [2000, 2400) 9  held, until what is before it has come
 *
 * Partials are joined in the order of the items, from the left, so that the borders of the chunks alone decide how
 * a sum is rounded. `unordered`: as they come.
 */
import { InvariantError } from '../base/errors.ts';

/** The items of a part of a chunk, and what they came to. */
export interface Part {
  readonly first: number;
  readonly covers: number;
  readonly values: ArrayLike<unknown>;
}

/** `enough`: nothing behind this part can change the result. `settled`: nothing else at all can. */
export type Verdict = 'more' | 'enough' | 'settled';

export interface Partials {
  add(part: Part): Verdict;
  /** The result, when there is no more to come, or it is settled. */
  finish(): unknown;
}

/** Values of all items, one after another. */
export class ListPartials implements Partials {
  readonly #parts: Part[] = [];
  readonly #isOrdered: boolean;

  constructor(isOrdered: boolean) {
    this.#isOrdered = isOrdered;
  }

  add(part: Part): Verdict {
    if (part.values.length > 0) this.#parts.push(part);
    return 'more';
  }

  finish(): unknown[] {
    const parts = this.#isOrdered ? this.#parts.toSorted((a, b) => a.first - b.first) : this.#parts;
    const all: unknown[] = [];
    for (const { values } of parts) for (let i = 0; i < values.length; i += 1) all.push(values[i]);
    return all;
  }
}

/** How partials of one kind are read and joined. `A`: what they are while they are here. */
export interface Joining<A> {
  /** What came; `undefined`: of no item came anything. */
  read(values: ArrayLike<unknown>): A | undefined;
  /** `a` is of items before those of `b`. Either may be changed, and is not used again. */
  join(a: A, b: A): A;
  /** Whether the items behind do not matter any more. */
  isEnough?(joined: A): boolean;
  finish(joined: A | undefined): unknown;
}

interface Held<A> {
  readonly end: number;
  readonly partial: A | undefined;
}

/** More are joined with their neighbours before their turn, to bound the memory that a single slow chunk can cost. */
const MAX_HELD = 1000;

export class JoinedPartials<A> implements Partials {
  readonly #joining: Joining<A>;
  readonly #isOrdered: boolean;
  readonly #held = new Map<number, Held<A>>();
  #joined: A | undefined;
  /** All items before this are in `#joined`. */
  #end = 0;

  constructor(joining: Joining<A>, isOrdered: boolean) {
    this.#joining = joining;
    this.#isOrdered = isOrdered;
  }

  add({ first, covers, values }: Part): Verdict {
    const partial = this.#joining.read(values);
    const isEnough = this.#isEnough(partial);
    if (!this.#isOrdered) {
      this.#append({ end: this.#end + covers, partial });
      return isEnough ? 'settled' : 'more';
    }
    this.#held.set(first, { end: first + covers, partial });
    this.#release();
    if (this.#held.size > MAX_HELD) this.#joinNeighbours();
    if (this.#isEnough(this.#joined)) return 'settled';
    return isEnough ? 'enough' : 'more';
  }

  finish(): unknown {
    const isWhole = this.#held.size === 0 || this.#isEnough(this.#joined);
    if (!isWhole) throw new InvariantError('a chain ended with items missing');
    return this.#joining.finish(this.#joined);
  }

  #isEnough(partial: A | undefined): boolean {
    return partial !== undefined && this.#joining.isEnough?.(partial) === true;
  }

  #release(): void {
    for (;;) {
      const next = this.#held.get(this.#end);
      if (next === undefined || this.#isEnough(this.#joined)) return;
      this.#held.delete(this.#end);
      this.#append(next);
    }
  }

  #append({ end, partial }: Held<A>): void {
    this.#joined = this.#join(this.#joined, partial);
    this.#end = end;
  }

  #join(a: A | undefined, b: A | undefined): A | undefined {
    if (a === undefined || b === undefined) return a ?? b;
    return this.#isEnough(a) ? a : this.#joining.join(a, b);
  }

  #joinNeighbours(): void {
    const inOrder = [...this.#held].sort(([a], [b]) => a - b);
    this.#held.clear();
    let [start, last] = inOrder[0] as [number, Held<A>]; // there are many
    for (const [first, next] of inOrder.slice(1)) {
      if (first === last.end) {
        last = { end: next.end, partial: this.#join(last.partial, next.partial) };
        continue;
      }
      this.#held.set(start, last);
      [start, last] = [first, next];
    }
    this.#held.set(start, last);
  }
}
