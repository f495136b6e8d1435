/** A million tasks; prints how much the heap has grown between the first tenths and the last, in bytes. */
import { Pool } from 'manyhands';

const ROUNDS = 10;
const PER_ROUND = 100_000;
const collect = globalThis.gc as () => void;

const [, , kind = 'thread'] = process.argv;
const complaints: string[] = [];
process.on('warning', (warning) => complaints.push(String(warning)));
const pool = new Pool({ workers: 2, transport: kind as 'process' | 'thread' });
const sizes: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const mapped = await pool.map(
    increment,
    Array.from({ length: PER_ROUND / 2 }, (_, i) => i),
  );
  let streamed = 0;
  for await (const value of pool.imap(increment, range(PER_ROUND / 2 - 2000), { chunkSize: 500 })) {
    streamed += value;
  }
  const applied = await Promise.all(
    Array.from({ length: 2000 }, (_, i) => pool.apply(increment, [i])),
  );
  if (mapped.length + applied.length + Math.sign(streamed) === 0)
    throw new Error('nothing was done');
  collect();
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  sizes.push(process.memoryUsage().heapUsed);
}
await pool.terminate();
// What a compiler of the engine's holds for a moment is in one of three, what leaks in all.
const growth = Math.min(...sizes.slice(-3)) - Math.min(...sizes.slice(1, 4));
process.stdout.write(JSON.stringify({ growth, complaints }));

function* range(count: number): Generator<number> {
  for (let i = 0; i < count; i += 1) yield i;
}

function increment(x: number): number {
  return x + 1;
}
