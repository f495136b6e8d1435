/**
 * Where a list of objects is that is taken apart: itself what is sent, or what the objects of another have under one key.
 *
 * Structured clone keeps what is there twice in one value one object. Columns do not, so no object may be in two of them in
 * one row.
 */
import { isPlainDate } from './dates.ts';
import {
  hasAccessor,
  isObject,
  isPlain,
  isPlainArray,
  isPrimitive,
  isWorthTakingApart,
  plainKeys,
} from './plain.ts';
import { isSmallView } from './views.ts';

/** What is deeper is left to structured clone; so is an object that is in itself. */
const MAX_DEPTH = 4;

export class Nesting {
  readonly #depth: number;
  /** Columns of objects: those of one row are at the same place in all of them. */
  readonly #columns: unknown[][];
  /** What is to be done if nothing is taken apart in the end. */
  readonly #onGivingUp: (() => void)[];

  constructor(depth = 0, columns: unknown[][] = [], onGivingUp: (() => void)[] = []) {
    this.#depth = depth;
    this.#columns = columns;
    this.#onGivingUp = onGivingUp;
  }

  get isOutermost(): boolean {
    return this.#depth === 0;
  }

  get mayHoldObjects(): boolean {
    return this.#depth < MAX_DEPTH;
  }

  /** For what the objects have under one key. */
  deeper(): Nesting {
    return new Nesting(this.#depth + 1, this.#columns, this.#onGivingUp);
  }

  /** For what only some of the objects have: their values are not row by row any more, so they may not hold objects. */
  deepest(): Nesting {
    return new Nesting(MAX_DEPTH, [], this.#onGivingUp);
  }

  /** Whether this may be a value of an object here: as far as one can be judged by itself. */
  isPromising(value: unknown): boolean {
    if (isPrimitive(value)) return true;
    if (!this.mayHoldObjects || !isObject(value)) return false;
    if (isPlainArray(value)) return isWorthTakingApart(value);
    if (isPlainDate(value) || isSmallView(value)) return true;
    return isPlain(value) && this.deeper().isPromisingObject(value);
  }

  isPromisingObject(object: Record<string, unknown>): boolean {
    const keys = plainKeys(object);
    if (keys === undefined || hasAccessor(object)) return false;
    return keys.every((key) => this.isPromising(object[key]));
  }

  /** `keep` sees to it that no getter runs again that has run, before structured clone reads all of it. */
  noteRead(keep: () => void): void {
    this.#onGivingUp.push(keep);
  }

  /** It is left to structured clone, with all that it is in: what is inside is kept before what holds it. */
  giveUp(): undefined {
    if (this.isOutermost) for (const keep of this.#onGivingUp.reverse()) keep();
  }

  /** Whether an object of `column` is in another column as well, in the same row. To be asked once for each. */
  meetsAgain(column: unknown[]): boolean {
    const isThere = this.#columns.some((other) => haveSameObject(column, other));
    this.#columns.push(column);
    return isThere;
  }
}

function haveSameObject(one: readonly unknown[], other: readonly unknown[]): boolean {
  for (let row = 0; row < one.length; row += 1) {
    const object = one[row];
    if (object === other[row] && isObject(object)) return true;
  }
  return false;
}
