/**
 * Everything a worker of any contestant may be asked to do: one exported function per task, each
 * with one argument, so that every library can call it by name out of this one module.
 *
 * Nothing here may know who calls it: the work must be the same for all.
 */
import { mixSum } from './workloads/chains.ts';

export { countFailures, countWords, mixSum, thirdsSum } from './workloads/chains.ts';
export { convolve } from './workloads/convolution.ts';
export { loadModel, predict } from './workloads/model.ts';
export { addDocument, takeCounts } from './workloads/prefixes.ts';
export { spin } from './workloads/spin.ts';
export { sumAll } from './workloads/sum.ts';

/** Some 70 µs of work. */
export function toil(n: number): number {
  return mixSum({ from: n, to: n + 4_000 });
}

export function square(x: number): number {
  return x * x;
}

export interface Pair {
  readonly a: number;
  readonly b: number;
}

export function swap({ a, b }: Pair): Pair {
  return { a: b, b: a };
}

/** As programs have them that read files or ask a database. */
export interface Place {
  readonly id: number;
  readonly name: string;
  readonly tags: readonly string[];
  readonly at: { readonly x: number; readonly y: number };
}

export function turn({ id, name, tags, at }: Place): Place {
  return { id, name, tags, at: { x: at.y, y: -at.x } };
}

/** For those who cut the list themselves. */
export function turnAll(places: readonly Place[]): Place[] {
  return places.map(turn);
}

export function echo<T>(value: T): T {
  return value;
}

/** For buffers that were moved here: an answer that does not carry them back. */
export function byteLength(buffer: ArrayBuffer): number {
  return buffer.byteLength;
}

/** `n!` modulo a prime above `n`: the work is the BigInt product, the answer is a small number. */
export function factorial(n: number): number {
  let product = 1n;
  for (let i = 2n; i <= n; i += 1n) product *= i;
  return Number(product % 1_000_003n);
}
