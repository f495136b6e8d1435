/** A program with failures that nobody looks at, or looks at late. Neither is an unhandled rejection. */
import { Pool } from 'manyhands';

await using pool = new Pool({ workers: 1, transport: process.argv[2] as 'process' });
const fail = (message: string): never => {
  throw new Error(message);
};
const unread = pool.applyAsync(fail, ['never read']);
const late = pool.mapAsync(fail, ['read late']);
await pool.apply(() => 'both have failed by now');
await new Promise((resolve) => setImmediate(resolve));
console.log(unread.successful(), await late.get().catch(String));
