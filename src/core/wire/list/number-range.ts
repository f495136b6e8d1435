/**
 * Evenly spaced numbers that nobody has written down: `start`, `start + step`, `start + 2 * step`, …
 *
 * On the wire it is what it is made of, some 30 bytes for ten items or ten million. It has no elements to
 * index, so that no list that is read item by item is ever made of it by accident: whoever wants them calls
 * `at`, or `toNumbers` for all of them. It has nothing private, so that functions may capture one.
 *
 * Invariant: each item is computed from its position in the range that the caller made, also in a part of it. So no
 * error adds up, and the items do not depend on where a range was cut.
 */
import type { Sink, Source } from '../sink.ts';
import type { PackedNumbers } from './kind.ts';
import { isInt32 } from './numbers.ts';
import type { UnbuiltItems } from './unbuilt-items.ts';

/** Items that can be read one by one. */
export type BuiltItems = ArrayLike<unknown> | NumberRange;

/** The items of a chunk, as they cross. */
export type ItemList = BuiltItems | UnbuiltItems;

/** The results of one, as they cross. */
export type ResultValues = ArrayLike<unknown> | UnbuiltItems;

/** What a range is made of. */
interface Parts {
  readonly start: number;
  readonly step: number;
  readonly length: number;
  readonly skipped?: number;
}

export class NumberRange implements Iterable<number> {
  readonly start: number;
  readonly step: number;
  readonly length: number;
  /** How many items of the caller's range lie before this part of it. */
  readonly skipped: number;

  constructor({ start, step, length, skipped = 0 }: Parts) {
    this.start = start + 0; // -0 would be the only item that is not what the formula gives
    this.step = step;
    this.length = length;
    this.skipped = skipped;
    Object.freeze(this);
  }

  at(index: number): number {
    return this.start + (this.skipped + index) * this.step;
  }

  /** The items from position `from` to before `to`, as `Array.prototype.slice` with positions that exist. */
  slice(from: number, to: number): NumberRange {
    const length = Math.min(to, this.length) - from;
    return partOf(this, this.skipped + from, length);
  }

  *[Symbol.iterator](): Generator<number, undefined> {
    for (let i = 0; i < this.length; i += 1) yield this.at(i);
    return undefined;
  }

  /** All items, as the list that many numbers travel as. */
  toNumbers(): PackedNumbers {
    const { start, step, length, skipped } = this;
    const list = this.isInt32() ? new Int32Array(length) : new Float64Array(length);
    for (let i = 0; i < length; i += 1) list[i] = start + (skipped + i) * step;
    return list;
  }

  /** What is between the first and the last is an integer of 32 bits if these are, and the step is one. */
  isInt32(): boolean {
    return isInt32(this.at(0)) && isInt32(this.step) && isInt32(this.at(this.length - 1));
  }
}

/** As `new NumberRange`: for what is loaded before the class is. */
export function numberRange(parts: Parts): NumberRange {
  return new NumberRange(parts);
}

/** Integers are exact wherever one begins; of fractions the part has to know where it lies. */
function partOf({ start, step }: Parts, skipped: number, length: number): NumberRange {
  if (Number.isInteger(start) && Number.isInteger(step))
    return new NumberRange({ start: start + skipped * step, step, length });
  return new NumberRange({ start, step, length, skipped });
}

/** Its tag is in the table of kinds. */
export function writeRange(out: Sink, { start, step, length, skipped }: NumberRange): void {
  out.f64(start);
  out.f64(step);
  out.f64(skipped);
  out.count(length);
}

/** Nothing is made for its length, which may be any. */
export function readRange(from: Source): NumberRange {
  const start = from.f64();
  const step = from.f64();
  const skipped = from.f64();
  const length = from.small();
  const isFinite = Number.isFinite(start) && Number.isFinite(step);
  if (!isFinite || step === 0 || !Number.isSafeInteger(skipped) || skipped < 0)
    throw new RangeError(`there is no range from ${start} in steps of ${step}`);
  return new NumberRange({ start, step, length, skipped });
}
