/** `range`: items that are computed where they are needed, instead of sent. */
import { refused } from '../base/check.ts';
import { OptionError } from '../base/errors.ts';
import { numberRange } from '../wire/list/number-range.ts';

/**
 * Evenly spaced numbers, as `range` makes them. It can be iterated as often as one likes, and never changes.
 *
 * @example
 * const tens: Range = range(0, 50, 10);
 * console.log(tens.length, await pool.map((x: number) => x / 10, tens)); // 5 [ 0, 1, 2, 3, 4 ]
 */
export interface Range extends Iterable<number> {
  /** The first number. */
  readonly start: number;
  /** What is between two neighbours; negative if they become smaller. */
  readonly step: number;
  /** How many numbers there are. */
  readonly length: number;
}

/**
 * The numbers from 0, or from `start`, to before `end`: Python's `range`, with fractions as well. The methods that map
 * over items, and `pool.from`, know it: three numbers are sent to a worker instead of a list, whatever the length. A function
 * may capture one; inside an argument it arrives as a plain object.
 *
 * @throws OptionError for what is not a finite number, for a step of 0, and for more or larger numbers than a
 *   program can count
 * @example
 * const squares = await pool.map((x: number) => x * x, range(1_000_000));
 * console.log(squares.length, [...range(10, 0, -3)]); // 1000000 [ 10, 7, 4, 1 ]
 */
export function range(end: number): Range;
export function range(start: number, end: number, step?: number): Range;
export function range(startOrEnd: number, maybeEnd?: number, step = 1): Range {
  const [start, end] = maybeEnd === undefined ? [0, startOrEnd] : [startOrEnd, maybeEnd];
  checkFinite(maybeEnd === undefined ? 'end' : 'start', startOrEnd);
  checkFinite('end', end);
  checkFinite('step', step);
  if (step === 0) throw refused('step', step, 'must not be 0');
  return numberRange({ start, step, length: countSteps(start, end, step) });
}

function checkFinite(name: string, value: unknown): void {
  if (typeof value === 'number' && Number.isFinite(value)) return;
  throw refused(`${name} of a range`, value, 'must be a finite number');
}

/** How many of `start + i * step` lie before `end`; the division alone may be off by one, for fractions. */
function countSteps(start: number, end: number, step: number): number {
  const isBefore = (count: number): boolean => {
    const value = start + count * step;
    return step > 0 ? value < end : value > end;
  };
  let count = Math.max(0, Math.ceil((end - start) / step));
  if (count > 0 && !isBefore(count - 1)) count -= 1;
  else if (isBefore(count)) count += 1;
  checkCountable(count, start, step);
  return count;
}

/** Neighbours must differ: beyond 2⁵³ integers are no longer told apart. */
function checkCountable(count: number, start: number, step: number): void {
  const last = start + (count - 1) * step;
  const doDiffer = count < 2 || (start + step !== start && last - step !== last);
  if (Number.isSafeInteger(count) && doDiffer) return;
  throw new OptionError(
    `a range from ${start} in steps of ${step} with ${count} numbers is too long: they would not all differ`,
  );
}
