/** Large buffers in all ways, where somebody is killed at one moment (`strike-large.ts`): says what has become of each. */
import { Pool, task } from 'manyhands';
import type { echo } from '../modules/large-tasks.js';

const TASKS = new URL('../modules/large-tasks.js', import.meta.url);
const LENGTH = 5 << 20;
const table = new Uint8Array(LENGTH).fill(1);
const look = (): number => table[LENGTH - 1] ?? 0;
const pool = new Pool({ workers: 1, name: 'w', killGrace: 100 });
console.log(JSON.stringify(process.pid));

const outcomes: unknown[] = [];
for (let i = 0; i < 3; i += 1) {
  const bytes = new Uint8Array(LENGTH).fill(i);
  const [given, looked] = await Promise.allSettled([
    pool.apply(task<typeof echo>(TASKS, 'echo'), [bytes]),
    pool.apply(look),
  ]);
  outcomes.push(
    given.status === 'fulfilled' ? Buffer.compare(given.value, bytes) === 0 : codeOf(given.reason),
    looked.status === 'fulfilled' ? looked.value === 1 : codeOf(looked.reason),
  );
}
await pool.terminate();
console.log(JSON.stringify(outcomes));

function codeOf(error: unknown): string {
  return (error as { code: string }).code;
}
