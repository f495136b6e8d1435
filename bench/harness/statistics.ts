/** The little arithmetic that the tables rest on. */

/** The middle value; between two middle values, their mean. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] as number; // not empty, so in range
  if (!Number.isInteger(middle)) return upper;
  return ((sorted[middle - 1] as number) + upper) / 2;
}

/**
 * The median of the ratios run by run. The machine drifts by a factor of two between runs, and
 * both figures of one run drift together: their ratio stays.
 */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  const runs = Math.min(ours.length, theirs.length);
  const ratios: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    ratios.push((ours[run] as number) / (theirs[run] as number)); // both have that many runs
  }
  return median(ratios);
}

export interface Interval {
  readonly middle: number;
  readonly from: number;
  readonly to: number;
}

/** How often the values are drawn anew. */
const DRAWS = 2000;

/** The median, and where that of other runs like these would lie, 95 times in 100: by bootstrap, the same each time. */
export function medianInterval(values: readonly number[]): Interval {
  const draw = randomFrom(values.length);
  const medians = Array.from({ length: DRAWS }, () =>
    median(values.map(() => values[draw()] ?? 0)),
  );
  medians.sort((a, b) => a - b);
  const at = (share: number): number => medians[Math.round(share * (DRAWS - 1))] ?? Number.NaN;
  return { middle: median(values), from: at(0.025), to: at(0.975) };
}

/** Numbers below `count`, evenly spread: a linear congruential generator, whose upper bits are taken. */
function randomFrom(count: number): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The exponent `k` of the law `y = c · x^k` that lies nearest to the points on a log-log plot. */
export function fitExponent(points: readonly Point[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const meanX = mean(logs.map(({ x }) => x));
  const meanY = mean(logs.map(({ y }) => y));
  let covariance = 0;
  let variance = 0;
  for (const { x, y } of logs) {
    covariance += (x - meanX) * (y - meanY);
    variance += (x - meanX) ** 2;
  }
  return covariance / variance;
}

/**
 * Where a falling curve first goes below 1, between two points along the straight line of their
 * logarithms. `undefined` if it never does.
 */
export function crossing(points: readonly Point[]): number | undefined {
  const after = points.findIndex(({ y }) => y < 1);
  if (after <= 0) return points[after]?.x;
  const a = points[after - 1] as Point; // after > 0
  const b = points[after] as Point;
  const share = Math.log(a.y) / (Math.log(a.y) - Math.log(b.y));
  return Math.exp(Math.log(a.x) + share * (Math.log(b.x) - Math.log(a.x)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
