/**
 * How values are spread, in a fixed space: each power of two is cut into equal parts, and each part has a count.
 *
 *    ┌──── 1 … 2 ────┬──── 2 … 4 ────┬──── 4 … 8 ────┐
 *    │ 64 parts      │ 64 parts      │ 64 parts      │     off by 0.8 % at most
 *
 * The histogram of `perf_hooks` takes one value at a time, 30 to 100 ns each. Here a value counts as often as it came,
 * so a chunk of a thousand items is one step, of some nanoseconds: pools count whether anybody looks or not.
 */

/**
 * How values are spread: times in ms. Each is off by 0.8 % at most.
 *
 * @example
 * await pool.map(Math.sqrt, [4, 9]);
 * const { count, p99 }: Distribution = pool.stats().run;
 * console.log(count, p99 < 1000); // 2 true
 */
export interface Distribution {
  /** How many values there were; all others are 0 if there were none. */
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** The bits of a double's fraction that say which part. */
const PART_BITS = 6;
/** What is left of the upper half of a double, which has 20 bits of the fraction. */
const SHIFT = 20 - PART_BITS;
/** 2 ** -14, 61 ns if the values are milliseconds: nothing smaller is told apart … */
const LOWEST = (1023 - 14) << PART_BITS;
/** … nor what is above 2 ** 34, half a year. */
const PARTS = 48 << PART_BITS;

/** To read the bits of a double. */
const DOUBLE = new Float64Array(1);
const HALVES = new Uint32Array(DOUBLE.buffer);
const UPPER = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

export class Histogram {
  /** Made when there is something to count. */
  #counts: Float64Array | undefined;
  #count = 0;
  #sum = 0;
  #max = 0;

  /** `value` came `times` times. */
  add(value: number, times: number): void {
    this.#counts ??= new Float64Array(PARTS);
    const part = partOf(value);
    this.#counts[part] = (this.#counts[part] as number) + times; // in range
    this.#count += times;
    this.#sum += value * times;
    if (value > this.#max) this.#max = value;
  }

  reset(): void {
    this.#counts?.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#max = 0;
  }

  read(): Distribution {
    const count = this.#count;
    const mean = count === 0 ? 0 : this.#sum / count;
    const [p50 = 0, p90 = 0, p99 = 0] = [0.5, 0.9, 0.99].map((share) => this.#percentile(share));
    return { count, mean, p50, p90, p99, max: this.#max };
  }

  /** All counts, for `since`; `undefined`: there are none. */
  copy(): Float64Array | undefined {
    return this.#counts?.slice();
  }

  /** The values that `shares` of all values since `copy` do not exceed; 0 if there were none. */
  since(copy: Float64Array | undefined, shares: readonly number[]): number[] {
    const counts = this.#counts;
    if (counts === undefined) return shares.map(() => 0);
    const fresh = counts.map((count, part) => Math.max(0, count - (copy?.[part] ?? 0)));
    const total = fresh.reduce((sum, count) => sum + count, 0);
    return shares.map((share) => Math.min(valueAt(fresh, Math.ceil(share * total)), this.#max));
  }

  /** The value that `share` of all values do not exceed. */
  #percentile(share: number): number {
    if (this.#counts === undefined) return 0;
    return Math.min(valueAt(this.#counts, Math.ceil(share * this.#count)), this.#max);
  }
}

/** The value that so many do not exceed. */
function valueAt(counts: Float64Array, rank: number): number {
  let seen = 0;
  for (let part = 0; part < PARTS; part += 1) {
    seen += counts[part] as number; // in range
    if (seen >= rank && seen > 0) return middleOf(part);
  }
  return 0;
}

function partOf(value: number): number {
  DOUBLE[0] = value;
  const part = ((HALVES[UPPER] as number) >>> SHIFT) - LOWEST; // one of the two
  return part < 0 ? 0 : Math.min(part, PARTS - 1);
}

function middleOf(part: number): number {
  HALVES.fill(0);
  HALVES[UPPER] = (part + LOWEST) << SHIFT;
  const from = DOUBLE[0] as number; // there is one
  HALVES[UPPER] = (part + LOWEST + 1) << SHIFT;
  return (from + (DOUBLE[0] as number)) / 2;
}
