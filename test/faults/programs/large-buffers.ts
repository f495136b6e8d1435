/**
 * Sends large buffers all three ways, and says whether they have arrived. `by-reference`: where no function may be looked
 * into. `for-ever`: says its workers, and never ends.
 */
import { Pool } from 'manyhands';
import { echo, first, make, wait } from '../modules/large-tasks.js';

const [, , mode] = process.argv;
const LENGTH = (6 << 20) + 1000;
const bytes = new Uint8Array(LENGTH).fill(2);
const pool = new Pool(2);

if (mode === 'for-ever') {
  const table = new Uint8Array(LENGTH).fill(1);
  const all = [pool.starmap(wait, [[bytes], [bytes], [bytes]]), pool.map((i: number) => table[i]!, [1, 2])]; // biome-ignore format: one line
  await pool.ready();
  await new Promise((resolve) => setTimeout(resolve, 200));
  console.log(JSON.stringify(pool.workers.map(({ pid }) => pid)));
  await Promise.all(all);
}

const passed = await pool.starmap(first, Array.from({ length: 6 }, () => [bytes] as const)); // biome-ignore format: one line
const table = new Uint8Array(LENGTH).fill(1);
const captured =
  mode === 'by-reference'
    ? []
    : await pool.map((i: number) => table[i]!, [0, 1, 2, 3, 4, LENGTH - 1]);
const returned = await pool.map(make, [1, 1, 1].map(() => LENGTH)); // biome-ignore format: one line
const echoed = await pool.apply(echo, [bytes]);
await pool.terminate();

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
console.log(
  JSON.stringify({
    passed: sum(passed),
    captured: sum(captured),
    returned: sum(returned.map((one) => one[LENGTH - 1]!)),
    isWhole: Buffer.compare(echoed, bytes) === 0 && returned.every((one) => one.length === LENGTH),
  }),
);
