/**
 * A chain as a loop over its stages. It is what runs where code from strings is forbidden, and what goes on where a
 * function has returned a promise: from the stage that waits, through what follows for that item.
 *
 * An item is given to all stages before the next one is read, so items are awaited one after another.
 */
import { isMoved } from '../../base/moved.ts';
import { isThenable } from '../../base/thenable.ts';
import { unreachable } from '../../base/unreachable.ts';
import type { Chain, Stage } from '../../base/chain.ts';
import type { TaskFunction } from '../task-function.ts';
import { type Cursor, isAsyncList, openCursor } from './cursor.ts';
import { addTo, type Gathering } from './ends.ts';

/** A `flatMap` that has been left in the middle: its stage, and where it is. */
export interface Left {
  readonly stage: number;
  readonly cursor: Cursor;
}

/** Where a value stands: before the function of a stage. */
interface Place {
  readonly stage: number;
  readonly input: unknown;
}

export class Steps {
  readonly #chain: Chain<TaskFunction>;
  readonly gathering: Gathering;

  constructor(chain: Chain<TaskFunction>, gathering: Gathering) {
    this.#chain = chain;
    this.gathering = gathering;
  }

  /** Takes `value` through all stages from `stage` on; a promise if it is not through yet. */
  push(stage: number, value: unknown): Promise<void> | undefined {
    const next = this.#chain.stages[stage];
    if (next === undefined) {
      addTo(this.gathering, this.#chain.end.kind, value);
      return undefined;
    }
    const { fn } = next;
    const result = fn(value);
    const place = { stage, input: value };
    return isThenable(result) ? this.#later(place, result) : this.#go(place, result);
  }

  /**
   * Goes on where a loop was left because the function of `stage` returned `pending`; `left` are the loops around it,
   * the outermost first.
   */
  async resume(place: Place, pending: unknown, left: readonly Left[]): Promise<void> {
    try {
      const going = this.#go(place, await pending);
      if (going !== undefined) await going;
      for (const { stage, cursor } of left.toReversed()) await this.#drain(stage + 1, cursor);
    } finally {
      for (const { cursor } of left.toReversed()) cursor.close();
    }
  }

  async #later(place: Place, pending: PromiseLike<unknown>): Promise<void> {
    await this.#go(place, await pending);
  }

  /** The function of the stage has returned `result`. */
  #go({ stage, input }: Place, result: unknown): Promise<void> | undefined {
    const { kind } = this.#chain.stages[stage] as Stage<TaskFunction>; // it was just called
    switch (kind) {
      case 'map':
        return this.push(stage + 1, isMoved(result) ? result.value : result);
      case 'filter':
        return result ? this.push(stage + 1, input) : undefined;
      case 'reject':
        return result ? undefined : this.push(stage + 1, input);
      case 'key':
        return this.push(stage + 1, { key: result, value: input });
      case 'flatMap':
        return this.#flatten(stage + 1, result);
      default:
        return unreachable(kind);
    }
  }

  #flatten(stage: number, list: unknown): Promise<void> | undefined {
    if (isAsyncList(list)) return this.#drainLater(stage, list);
    const cursor = openCursor(list);
    let going: Promise<void> | undefined;
    try {
      while (going === undefined && !this.gathering.isFull && cursor.next())
        going = this.push(stage, cursor.value);
    } finally {
      if (going === undefined) cursor.close();
    }
    return going === undefined ? undefined : this.#drainAfter(going, stage, cursor);
  }

  async #drainAfter(going: Promise<void>, stage: number, cursor: Cursor): Promise<void> {
    try {
      await going;
      await this.#drain(stage, cursor);
    } finally {
      cursor.close();
    }
  }

  async #drain(stage: number, cursor: Cursor): Promise<void> {
    while (!this.gathering.isFull && cursor.next()) {
      const going = this.push(stage, cursor.value);
      if (going !== undefined) await going;
    }
  }

  async #drainLater(stage: number, list: AsyncIterable<unknown>): Promise<void> {
    for await (const value of list) {
      await this.push(stage, value);
      if (this.gathering.isFull) return;
    }
  }
}
