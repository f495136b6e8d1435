/**
 * Where a list of objects is that is taken apart: itself what is sent, or what the objects of another have under one key, in
 * their arrays, and so on. Each value of such an inner list belongs to one row: to one of the values that are sent.
 *
 *    rows      { id: 1, lines: [{ sku: 'a' }, { sku: 'b' }] }, { id: 2, lines: [{ sku: 'c' }] }
 *    lines     0: an array · 1: an array
 *    sku       0: 'a' · 0: 'b' · 1: 'c'
 *
 * Structured clone keeps what is there twice in one value one object. Lists of their own do not, so no object may be
 * twice in one row.
 */
import {
  firstElements,
  hasAccessor,
  isObject,
  isPlain,
  isPlainArray,
  isPlainDate,
  isPrimitive,
  isWorthTakingApart,
  partsOfSmallView,
  plainKeys,
} from './plain.ts';

/** What is deeper is left to structured clone; so is an object that is in itself. */
const MAX_DEPTH = 6;

/** Objects, and the row of each, in ascending order; without rows there is one for each row. */
interface Placed {
  readonly values: readonly unknown[];
  readonly rows: Int32Array | undefined;
}

/** What all lists of one that is taken apart have in common. */
interface Shared {
  /** Those of objects. */
  readonly known: Placed[];
  /** Objects of lists that have many for a row, by the row. */
  readonly crowd: Map<unknown, number>;
  /** What is to be done if nothing is taken apart in the end. */
  readonly onGivingUp: (() => void)[];
}

export class Nesting {
  readonly #depth: number;
  /** The rows of the values of a list that is here. */
  readonly #rows: Int32Array | undefined;
  readonly #shared: Shared;

  constructor(
    depth = 0,
    rows?: Int32Array,
    shared: Shared = { known: [], crowd: new Map(), onGivingUp: [] },
  ) {
    this.#depth = depth;
    this.#rows = rows;
    this.#shared = shared;
  }

  get isOutermost(): boolean {
    return this.#depth === 0;
  }

  get mayHoldObjects(): boolean {
    return this.#depth < MAX_DEPTH;
  }

  /** For what each of the values here has once: under one key, or at one place. */
  deeper(): Nesting {
    return new Nesting(this.#depth + 1, this.#rows, this.#shared);
  }

  /** For what they have any number of times: of each, which of the values here has it, in ascending order. */
  within(owners: Int32Array): Nesting {
    return new Nesting(this.#depth + 1, this.#rowsOf(owners), this.#shared);
  }

  /** For some of the values here, in their order. */
  among(places: Int32Array): Nesting {
    return new Nesting(this.#depth, this.#rowsOf(places), this.#shared);
  }

  #rowsOf(places: Int32Array): Int32Array {
    const rows = this.#rows;
    return rows === undefined ? places : places.map((at) => rows[at] as number); // in range
  }

  /** Whether this may be a value of an object here: as far as one can be judged by itself. */
  isPromising(value: unknown): boolean {
    if (isPrimitive(value)) return true;
    if (!this.mayHoldObjects || !isObject(value)) return false;
    if (isPlainArray(value)) return this.deeper().isPromisingArray(value);
    if (isPlainDate(value) || partsOfSmallView(value) !== undefined) return true;
    return isPlain(value) && this.deeper().isPromisingObject(value);
  }

  isPromisingObject(object: Record<string, unknown>): boolean {
    const keys = Object.keys(object);
    if (keys.length > 0 && plainKeys(object) === undefined) return false;
    return !hasAccessor(object) && keys.every((key) => this.isPromising(object[key]));
  }

  isPromisingArray(array: readonly unknown[]): boolean {
    const first = firstElements(array);
    if (first === undefined) return false;
    if (first.every(isPrimitive)) return isWorthTakingApart(first, array.length);
    return first.slice(0, FEW).every((value) => this.isPromising(value));
  }

  /** `keep` sees to it that no getter runs again that has run, before structured clone reads all of it. */
  noteRead(keep: () => void): void {
    this.#shared.onGivingUp.push(keep);
  }

  /** It is left to structured clone, with all that it is in: what is inside is kept before what holds it. */
  giveUp(): undefined {
    if (this.isOutermost) for (const keep of this.#shared.onGivingUp.splice(0).reverse()) keep();
  }

  /** Whether an object of `values` is there twice in one row, here or in another list. To be asked once for each list. */
  meetsAgain(values: readonly unknown[]): boolean {
    const placed = { values, rows: this.#rows };
    const { known, crowd } = this.#shared;
    if (isCrowded(placed))
      return joinsTwice(placed, crowd) || known.some((other) => isIn(other, crowd));
    const isThere =
      hasTwice(placed) || isIn(placed, crowd) || known.some((other) => haveSame(placed, other));
    known.push(placed);
    return isThere;
  }
}

const FEW = 8;

/** Whether there are many for a row. To compare each list of those with each takes too long. */
function isCrowded({ values, rows }: Placed): boolean {
  if (rows === undefined || rows.length === 0) return false;
  const span = (rows.at(-1) as number) - (rows[0] as number) + 1; // there are some
  return values.length > span * FEW;
}

/** Adds them to the crowd; also `true` if one is there in another row, as each has only one there. */
function joinsTwice(placed: Placed, crowd: Map<unknown, number>): boolean {
  for (let i = 0; i < placed.values.length; i += 1) {
    const value = placed.values[i];
    if (!isObject(value)) continue;
    if (crowd.has(value)) return true;
    crowd.set(value, rowOf(placed, i));
  }
  return false;
}

function isIn(placed: Placed, crowd: Map<unknown, number>): boolean {
  if (crowd.size === 0) return false;
  return placed.values.some((value, i) => crowd.get(value) === rowOf(placed, i));
}

function hasTwice({ values, rows }: Placed): boolean {
  if (rows === undefined) return false;
  const seen = new Seen();
  for (let i = 0; i < values.length; i += 1) {
    if (rows[i] !== rows[i - 1]) seen.clear();
    if (seen.add(values[i])) return true;
  }
  return false;
}

/** Objects of one row: mostly a few. */
class Seen {
  readonly #few: unknown[] = [];
  #many: Set<unknown> | undefined;

  clear(): void {
    this.#few.length = 0;
    this.#many = undefined;
  }

  /** Whether it was there before. */
  add(value: unknown): boolean {
    if (!isObject(value)) return false;
    if (this.has(value)) return true;
    if (this.#many !== undefined) this.#many.add(value);
    else if (this.#few.push(value) > FEW) this.#many = new Set(this.#few);
    return false;
  }

  has(value: unknown): boolean {
    return this.#many?.has(value) ?? this.#few.includes(value);
  }
}

function haveSame(one: Placed, other: Placed): boolean {
  if (one.rows !== undefined || other.rows !== undefined) return haveSameIn(one, other);
  for (let row = 0; row < one.values.length; row += 1) {
    const object = one.values[row];
    if (object === other.values[row] && isObject(object)) return true;
  }
  return false;
}

function haveSameIn(one: Placed, other: Placed): boolean {
  const seen = new Seen();
  let at = 0;
  for (let i = 0; i < one.values.length; i += 1) {
    const row = rowOf(one, i);
    if (i === 0 || row !== rowOf(one, i - 1)) {
      seen.clear();
      while (at < other.values.length && rowOf(other, at) < row) at += 1;
      for (; at < other.values.length && rowOf(other, at) === row; at += 1)
        seen.add(other.values[at]);
    }
    if (seen.has(one.values[i])) return true;
  }
  return false;
}

function rowOf({ rows }: Placed, i: number): number {
  return rows === undefined ? i : (rows[i] as number); // in range
}
