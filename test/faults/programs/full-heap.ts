/** A program with a worker that runs out of memory: prints what the error says. */
import { Pool } from 'manyhands';

const resourceLimits = { maxOldGenerationSizeMb: 32 };
const pool = new Pool({ workers: 1, transport: process.argv[2] as 'process', resourceLimits });
const error = await pool
  .apply(() => {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array(10_000).fill({}));
  })
  .catch((reason: unknown) => reason);
console.log((error as Error).message);
await pool.terminate();
