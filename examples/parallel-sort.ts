/**
 * Sorts numbers that all threads share, in place: parts of the array first, each in one thread, then neighbours are merged, two
 * by two, until there is one part. What is sent are the numbers of the parts.
 * `node build/examples/parallel-sort.js --numbers 2000000 --workers 4`
 */
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { cpuCount, range, ThreadPool } from 'manyhands';

/** Parts `2 * part` and `2 * part + 1`, which are sorted, become one. */
interface Merge {
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Items in each of the two. */
  readonly size: number;
}

function merge({ from, to, size }: Merge, pair: number): void {
  const start = pair * 2 * size;
  const middle = Math.min(start + size, from.length);
  const end = Math.min(start + 2 * size, from.length);
  let [left, right] = [start, middle];
  for (let at = start; at < end; at += 1) {
    const takesLeft =
      right >= end || (left < middle && (from[left] as number) <= (from[right] as number)); // in range
    to[at] = from[takesLeft ? left : right] as number;
    if (takesLeft) left += 1;
    else right += 1;
  }
}

/** Returns the memory in which the sorted numbers are: one of the two, which must be shared and of one length. */
async function sortShared(
  pool: ThreadPool,
  parts: number,
  [numbers, scratch]: readonly [Float64Array, Float64Array],
): Promise<Float64Array> {
  const first = Math.ceil(numbers.length / parts);
  await pool.from(range(parts), { chunkSize: 1 }).forEach((part: number) => {
    numbers.subarray(part * first, (part + 1) * first).sort();
  });
  let [from, to] = [numbers, scratch];
  for (let size = first; size < numbers.length; size *= 2) {
    const step: Merge = { from, to, size };
    const pairs = Math.ceil(numbers.length / (2 * size));
    await pool.from(range(pairs), { chunkSize: 1 }).forEach((pair: number) => merge(step, pair));
    [from, to] = [to, from];
  }
  return from;
}

function shared(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      numbers: { type: 'string', default: '2000000' },
      workers: { type: 'string', default: String(cpuCount()) },
    },
  });
  const length = Number(values.numbers);
  const numbers = shared(length).map(() => Math.random());
  const expected = Float64Array.from(numbers);

  await using pool = new ThreadPool(Number(values.workers));
  await pool.ready();
  const mine = shared(length);
  mine.set(numbers);
  const startedAtMs = performance.now();
  const sorted = await sortShared(pool, 2 * Number(values.workers), [mine, shared(length)]);
  const sortedAtMs = performance.now();
  expected.sort();
  const plainMs = performance.now() - sortedAtMs;

  assert.deepEqual(Buffer.from(sorted.buffer), Buffer.from(expected.buffer), 'both sort alike');
  console.log(
    `${length} numbers, sorted in ${Math.round(sortedAtMs - startedAtMs)} ms by the pool,`,
  );
  console.log(`in ${Math.round(plainMs)} ms by Float64Array.prototype.sort`);
}

await main();
